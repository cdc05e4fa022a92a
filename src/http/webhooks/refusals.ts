import type { Clock } from '../../core/runtime/clock.ts';
import type { Logger } from '../../core/runtime/logger.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import { METRIC_NAMES } from '../../telemetry/metrics.names.ts';
import type { HttpResponse } from '../message.ts';
import { type ProblemCode, problem } from '../problems.ts';

const QUIET_MS = 1000;

/** Logs a refusal, counts it where it is for the token, and gives its answer: the code's problem document, or the one handed in. */
export type Refuse = (code: ProblemCode, answer?: HttpResponse) => HttpResponse;

/**
 * At most one line per code and second is logged, with how many refusals it stands for: somebody who can reach the port
 * must not be able to fill the disk with log lines.
 */
export function createRefusals(deps: {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, 'now'>;
}): Refuse {
  const lastLogged = new Map<ProblemCode, { readonly atMs: number; suppressed: number }>();

  function log(code: ProblemCode, status: number): void {
    const nowMs = deps.clock.now();
    const last = lastLogged.get(code);
    if (last !== undefined && Math.abs(nowMs - last.atMs) < QUIET_MS) {
      last.suppressed += 1;
      return;
    }
    lastLogged.set(code, { atMs: nowMs, suppressed: 0 });
    const count = 1 + (last?.suppressed ?? 0);
    deps.logger.log('warn', 'intake.refused', { code, status, count });
  }

  return (code, answer = problem(code)) => {
    if (answer.status === 401) deps.metrics.count(METRIC_NAMES.INTAKE_AUTH_FAILED);
    log(code, answer.status);
    return answer;
  };
}
