import type { RichpanelMode } from '../../core/environment/vendor-modes.ts';
import { RICHPANEL_RATE } from './richpanel.names.ts';

/** The limit of the stub when the configuration names none: a demonstration should not take a quarter of an hour. */
const DEFAULT_STUB_CAPACITY = 5_000;

export interface RichpanelRate {
  readonly capacity: number;
  readonly windowMs: number;
  readonly slackMs: number;
}

/**
 * The budget of calls in a vendor mode: the documented limit everywhere but in mode `stub`, whatever the configuration
 * says (incident 16).
 */
export function richpanelRateOf(mode: RichpanelMode, stubRate: number | undefined): RichpanelRate {
  if (mode !== 'stub') return RICHPANEL_RATE;
  const { windowMs } = RICHPANEL_RATE;
  return { capacity: stubRate ?? DEFAULT_STUB_CAPACITY, windowMs, slackMs: 0 };
}
