import type { Clock } from '../../src/core/runtime/platform.ts';
import { createStubListener, type StubListener } from '../http/listener.ts';
import type { StubRequest, StubResponse } from '../http/request.ts';
import { answerCall, type CallCounter, createRateWindow } from './api.ts';
import type { StubWorkspace } from './calls.ts';
import { answerControl, CONTROL_PREFIX, type StubControls } from './control.ts';
import { createFaultScript } from './faults.ts';
import { addTickets, changeFromOutside, inspect, type OddityMode, readStats } from './stage.ts';
import { createStubState } from './state.ts';

/** The limit of stub mode, high enough that a demonstration does not wait for it. */
const DEFAULT_RATE_PER_30S = 5_000;

export interface RichpanelStubOptions {
  /** The file that keeps the workspace, or `:memory:`. Its folder is created. */
  readonly path: string;
  readonly clock: Clock;
  /** The same seed, tickets and calls give the same answers. */
  readonly seed: string | number;
  /** The only key that is accepted; an empty one accepts none. */
  readonly apiKey: string;
  /** An agent of this id exists in `/v1/users`; what it writes are the bot's comments. */
  readonly botAgentId: string;
  /** Calls per 30 s; 5,000 without it. */
  readonly ratePer30s?: number;
  /** `none` without it. */
  readonly oddities?: OddityMode;
}

export interface RichpanelStub extends StubControls {
  /** Answers one request, synchronously, without a socket. What it changes is committed when it returns. */
  handle(request: StubRequest): StubResponse;
  /** @throws {ConfigurationError} `STUB_PORT_UNAVAILABLE` */
  listen: StubListener['listen'];
  /** Breaks off open connections and closes the workspace; both may be opened again by a new stub. */
  close(): Promise<void>;
}

/**
 * Opens a helpdesk that stands in for Richpanel: the same calls, shapes, errors and oddities, over a workspace that
 * survives the process. Faults, counts of calls and the rate window live in the process.
 *
 * @throws {ConfigurationError} `STUB_STATE_UNREADABLE`
 */
export function createRichpanelStub(options: RichpanelStubOptions): RichpanelStub {
  const { clock, botAgentId, apiKey } = options;
  const state = createStubState(options.path);
  const workspace: StubWorkspace = { state, clock, seed: String(options.seed), botAgentId };
  const faults = createFaultScript();
  const counter: CallCounter = { unknownCalls: 0, calls: new Map() };
  const spendRate = createRateWindow(options.ratePer30s ?? DEFAULT_RATE_PER_30S, clock);
  const controls: StubControls = {
    addTickets: (inputs) => addTickets(workspace, options.oddities ?? 'none', inputs),
    change: (ticketId, change) => changeFromOutside(workspace, ticketId, change),
    script: (fault) => {
      faults.add(fault);
    },
    inspect: (ticketId) => inspect(workspace, ticketId),
    stats: () => readStats(workspace, counter),
  };
  const handle = (request: StubRequest): StubResponse =>
    request.path.startsWith(CONTROL_PREFIX)
      ? answerControl(controls, request)
      : answerCall({ workspace, faults, apiKey, spendRate, counter }, request);
  const listener = createStubListener(handle, clock);
  return {
    ...controls,
    handle,
    listen: listener.listen,
    close: async () => {
      await listener.close();
      state.close();
    },
  };
}
