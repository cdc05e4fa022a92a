import { createNodeDigest } from '../../src/adapters/node/platform.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import type { EnqueueResult, NewJob } from '../../src/core/worker/job-queue.ts';
import type { HttpHandler, HttpResponse, RequestHeaders } from '../../src/http/message.ts';
import { createIntake, type IntakeDeps } from '../../src/http/webhooks/intake.ts';
import { createCountingMetrics } from '../../src/telemetry/counting-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

export const TOKEN = 'current-token-0123456789';
export const OLD_TOKEN = 'previous-token-0123456789';

const LIVE = [new Sensitive(TOKEN)];

/** A queue that remembers what it was asked, and whose durability the test holds in its hand. */
function createHeldQueue() {
  const jobs: NewJob[] = [];
  const waiting: (() => void)[] = [];
  const state = { isHeld: false, isBroken: false };

  async function enqueue(job: NewJob): Promise<EnqueueResult> {
    if (state.isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
    if (state.isBroken) throw new Error('the disk is full: CANARY');
    const first = jobs.find((known) => known.group === job.group);
    jobs.push(job);
    return first === undefined
      ? { outcome: 'queued', jobId: job.jobId }
      : { outcome: 'coalesced', jobId: first.jobId };
  }

  return {
    jobs,
    state,
    enqueue,
    heldCount: () => waiting.length,
    release(): void {
      state.isHeld = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

/** An intake with everything around it real or in the test's hand. */
export function createIntakeFixture(overrides: Partial<IntakeDeps> = {}) {
  const queue = createHeldQueue();
  const metrics = createCountingMetrics();
  const digest = createNodeDigest();
  const lines: string[] = [];
  const time = { nowMs: 1_700_000_000_000 };
  let issued = 0;
  const handle: HttpHandler = createIntake({
    queue,
    tokens: () => LIVE,
    isIdentityVerified: () => true,
    groupOf: (ticketId) => digest.sha256(`group ${ticketId}`),
    clock: { now: () => time.nowMs },
    random: {
      id: () => {
        issued += 1;
        return `d${String(issued).padStart(25, '0')}`;
      },
    },
    digest,
    logger: createLogger({ destination: { write: (line) => lines.push(line) }, level: 'debug' }),
    metrics,
    ...overrides,
  });
  const send = (body: string | Uint8Array, headers: RequestHeaders = {}): Promise<HttpResponse> =>
    handle({
      method: 'POST',
      path: '/webhooks/richpanel',
      headers: { ...AUTHORISED, ...headers },
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    });
  return { handle, send, queue, metrics, lines, time };
}

/** The headers of a good request. */
export const AUTHORISED: RequestHeaders = {
  'x-richpanel-webhook-token': TOKEN,
  'content-type': 'application/json',
};

/** A good request whose parts a test replaces. */
export const GOOD_REQUEST = {
  method: 'POST',
  path: '/webhooks/richpanel',
  headers: AUTHORISED,
  body: new TextEncoder().encode('{"ticket_id":"T-1"}'),
} as const;

export const EMPTY_BODY = new Uint8Array(0);

/** The `code` of a problem document. */
export function codeOf(response: { readonly body: string }): unknown {
  const parsed: unknown = JSON.parse(response.body);
  return typeof parsed === 'object' && parsed !== null && 'code' in parsed ? parsed.code : null;
}
