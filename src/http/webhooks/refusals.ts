import type { Clock } from '../../core/runtime/clock.ts';
import type { Logger } from '../../core/runtime/logger.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import { METRIC_NAMES } from '../../telemetry/metrics.names.ts';
import type { HttpResponse } from '../message.ts';
import { type ProblemCode, problem } from '../problems.ts';

const QUIET_MS = 1000;

const METRIC_OF_STATUS: ReadonlyMap<number, string> = new Map([
  [401, METRIC_NAMES.INTAKE_AUTH_FAILED],
  [429, METRIC_NAMES.INTAKE_RATE_LIMITED],
  [503, METRIC_NAMES.INTAKE_UNAVAILABLE],
]);

/** Counts and logs a refusal and gives its answer: the code's problem document, or the one handed in. */
export type Refuse = (code: ProblemCode, answer?: HttpResponse) => HttpResponse;

/**
 * Every refusal is counted; at most one line per code and second is logged, with how many it stands for: whoever can
 * reach the port must not be able to fill the disk with log lines.
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
    deps.metrics.count(METRIC_NAMES.INTAKE_REFUSED);
    const ofStatus = METRIC_OF_STATUS.get(answer.status);
    if (ofStatus !== undefined) deps.metrics.count(ofStatus);
    log(code, answer.status);
    return answer;
  };
}
