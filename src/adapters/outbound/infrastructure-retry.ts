import type { Clock } from '../../core/runtime/clock.ts';
import type { Transport, TransportRequest, TransportResult } from './transport.ts';

const MAX_INFRASTRUCTURE_TRIES = 3;
const FIRST_DELAY_MS = 100;
const PASSES_LATER: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

interface RetryDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onTry: (isRetry: boolean) => void;
  /** @default 3 */
  readonly maxTries?: number | undefined;
}

function mayPassLater(result: TransportResult): boolean {
  return result.outcome === 'failed'
    ? result.reason !== 'too-large'
    : PASSES_LATER.has(result.status);
}

/** Sends until an answer is final, at most `maxTries` times, waiting 100 and then 200 ms. Never for an effect. */
export async function sendWithRetries(
  message: TransportRequest,
  deps: RetryDeps,
): Promise<TransportResult> {
  const maxTries = deps.maxTries ?? MAX_INFRASTRUCTURE_TRIES;
  for (let attempt = 1; ; attempt += 1) {
    deps.onTry(attempt > 1);
    const result = await deps.transport.send(message);
    if (attempt >= maxTries || !mayPassLater(result)) return result;
    await deps.clock.sleep(FIRST_DELAY_MS * 2 ** (attempt - 1));
  }
}
