import { assertNever } from '../../src/core/runtime/errors.ts';
import type { Clock } from '../../src/core/runtime/platform.ts';
import {
  answerError,
  NO_ANSWER,
  parseJsonBody,
  type StubAnswer,
  type StubRequest,
  type StubResponse,
  truncate,
} from '../http/request.ts';
import {
  type CallBend,
  type MatchedCall,
  matchCall,
  type StubCall,
  type StubWorkspace,
  UNBENT,
} from './calls.ts';
import type { FaultScript, StubFault } from './faults.ts';
import { NOT_FOUND, READS } from './reads.ts';
import { nameUpdate } from './ticket-update.ts';
import { ACCEPTED, performWrite } from './writes.ts';

const WINDOW_MS = 30_000;

/** What one call is told about the limit. */
export interface RateVerdict {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly retryAfterSeconds: number;
}

/** Counts calls in windows of 30 s, the first of which starts with the first call. Refused calls do not count. */
export function createRateWindow(limit: number, clock: Pick<Clock, 'now'>): () => RateVerdict {
  let startMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const nowMs = clock.now();
    // Also when the clock was set back, or the window would last for ever.
    if (nowMs >= startMs + WINDOW_MS || nowMs < startMs) {
      startMs = nowMs;
      used = 0;
    }
    const isAllowed = used < limit;
    if (isAllowed) used += 1;
    const retryAfterSeconds = Math.max(1, Math.ceil((startMs + WINDOW_MS - nowMs) / 1000));
    return { isAllowed, limit, remaining: limit - used, retryAfterSeconds };
  };
}

export interface StubApi {
  readonly workspace: StubWorkspace;
  readonly faults: FaultScript;
  readonly apiKey: string;
  readonly spendRate: () => RateVerdict;
  readonly counter: CallCounter;
}

export interface CallCounter {
  unknownCalls: number;
  readonly calls: Map<StubCall, number>;
}

/** Answers one call of the vendor's API. What the call changes is committed before this returns. */
export function answerCall(api: StubApi, request: StubRequest): StubResponse {
  const match = matchCall(request.method, request.path);
  if (match.outcome === 'unknown') {
    api.counter.unknownCalls += 1;
    return answerError(501, 'The stub does not know this call');
  }
  const key = request.headers['x-richpanel-key'];
  if (!key || key !== api.apiKey) return answerError(401, 'Unauthorized');
  const rate = api.spendRate();
  const headers = rateHeaders(rate);
  if (!rate.isAllowed) return refuseRate(rate.retryAfterSeconds, headers);
  if (match.outcome === 'malformed') return answerError(400, 'Malformed path', headers);
  const response = answerMatched(api, match.matched, request.body);
  if (response.kind === 'no-answer') return response;
  return { ...response, headers: { ...headers, ...response.headers } };
}

function answerMatched(api: StubApi, matched: MatchedCall, body: string): StubResponse {
  const json = matched.isWrite ? parseJsonBody(body) : undefined;
  const call = matched.call === 'ticket.update' ? nameUpdate(json) : matched.call;
  api.counter.calls.set(call, (api.counter.calls.get(call) ?? 0) + 1);
  const fault = api.faults.take(call, matched.params[0] ?? null);
  const perform = (bend: CallBend) => {
    if (!matched.isWrite) return READS.get(call)?.(api.workspace, matched.params) ?? NOT_FOUND;
    // Incident 1: the vendor says 200 to a write whose path is not encoded, and does nothing.
    if (!matched.isEncoded) return ACCEPTED;
    if (json === undefined) return answerError(400, 'The body is not JSON');
    return performWrite(api.workspace, call, matched.params[0] ?? '', json, bend);
  };
  return fault ? applyFault(fault, matched.isWrite, perform) : perform(UNBENT);
}

function applyFault(
  fault: StubFault,
  isWrite: boolean,
  perform: (bend: CallBend) => StubAnswer,
): StubResponse {
  switch (fault.kind) {
    case '429':
      return refuseRate(fault.retryAfterSeconds ?? 1, {});
    case '500':
      return answerError(500, 'Internal error');
    case 'status':
      return answerError(fault.status ?? 503, 'Scripted');
    case 'timeout-before-commit':
      return NO_ANSWER;
    case 'noop-200':
      return isWrite ? ACCEPTED : perform(UNBENT);
    case 'drop-tags':
      return perform({ isTagDropped: (tag) => fault.tags?.includes(tag) ?? true });
    case 'timeout-after-commit':
      perform(UNBENT);
      return NO_ANSWER;
    case '500-after-commit':
      perform(UNBENT);
      return answerError(500, 'Internal error');
    case 'truncated-json':
      return truncate(perform(UNBENT));
    default:
      return assertNever(fault.kind);
  }
}

function rateHeaders(rate: RateVerdict): Record<string, string> {
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
  };
}

function refuseRate(
  retryAfterSeconds: number,
  headers: Readonly<Record<string, string>>,
): StubAnswer {
  return answerError(429, 'Too many requests', {
    ...headers,
    'retry-after': String(retryAfterSeconds),
  });
}
