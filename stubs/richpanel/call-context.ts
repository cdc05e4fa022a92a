import type { Clock } from '../../src/core/runtime/clock.ts';
import type { StubState } from './state.ts';

/** What a call of the API works on. */
export interface StubWorkspace {
  readonly state: StubState;
  readonly clock: Pick<Clock, 'now'>;
  readonly seed: string;
  readonly botAgentId: string;
}

/** How a scripted fault bends the work of one call. */
export interface CallBend {
  /** True: the tag is silently not written. */
  readonly isTagDropped: (tag: string) => boolean;
}

export const UNBENT: CallBend = { isTagDropped: () => false };
