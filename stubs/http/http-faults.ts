import { assertNever } from '../../src/core/runtime/errors.ts';
import { NO_ANSWER, type StubAnswer, type StubResponse, truncate } from './request.ts';

/**
 * How any call of any vendor can fail: refused with a status (`429` with Retry-After), no answer at all, or an answer
 * that breaks off in the middle.
 */
export const HTTP_FAULTS = ['401', '403', '429', '500', 'hang', 'truncated-json'] as const;
export type HttpFaultKind = (typeof HTTP_FAULTS)[number];

/** A fault that meets the next calls. */
export interface ScriptedFault<K extends string = HttpFaultKind> {
  readonly kind: K;
  /** How many calls it meets; 1 without it. */
  readonly count?: number;
  /** For `429`; 1 without it. */
  readonly retryAfterSeconds?: number;
}

/** The faults still to come, in the order in which they were scripted. They live in the process. */
export interface FaultQueue<F extends ScriptedFault<string>> {
  add(fault: F): void;
  /** The fault that meets this call, used up once. */
  take(): F | null;
}

export function createFaultQueue<F extends ScriptedFault<string>>(): FaultQueue<F> {
  const queue: F[] = [];
  return {
    add: (fault) => {
      for (let left = fault.count ?? 1; left > 0; left -= 1) queue.push(fault);
    },
    take: () => queue.shift() ?? null,
  };
}

/** What a vendor answers: its own words for a refusal, and what it would have said. */
export interface FaultyCall {
  readonly refuse: (status: number, headers?: Readonly<Record<string, string>>) => StubAnswer;
  readonly perform: () => StubAnswer;
}

/** Answers one call as the fault says. */
export function answerHttpFault(fault: ScriptedFault, call: FaultyCall): StubResponse {
  switch (fault.kind) {
    case '401':
    case '403':
    case '500':
      return call.refuse(Number(fault.kind));
    case '429':
      return call.refuse(429, { 'retry-after': String(fault.retryAfterSeconds ?? 1) });
    case 'hang':
      return NO_ANSWER;
    case 'truncated-json':
      return truncate(call.perform());
    default:
      return assertNever(fault.kind);
  }
}
