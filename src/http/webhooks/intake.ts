import type { Clock, Digest, Random } from '../../core/runtime/platform.ts';
import type { Logger, Metrics } from '../../core/runtime/telemetry.ts';
import { formatJobBody, TICKET_COALESCING_KEY } from '../../core/tickets/webhook-event.ts';
import type { JobQueue } from '../../core/worker/job-queue.ts';
import { METRIC_NAMES } from '../../telemetry/metrics.names.ts';
import { BASE_HEADERS, type HttpHandler, type HttpRequest, type HttpResponse } from '../message.ts';
import { type ProblemCode, problemWith } from '../problems.ts';
import {
  contentFault,
  createDeliveryLimit,
  createRefusals,
  createTokenCheck,
  type LiveTokens,
  readEvent,
} from './checks.ts';
import { WEBHOOK_PATHS } from './webhook.names.ts';

const [WEBHOOK_PATH, WEBHOOK_ALIAS] = WEBHOOK_PATHS;
const WINDOW_MS = 60_000;
const ACCEPTED_HEADERS = Object.freeze({ ...BASE_HEADERS, 'content-type': 'application/json' });

/** How much one ticket may say, and how many tickets are counted at once. */
export interface IntakeLimits {
  readonly deliveriesPerTicketPerMinute?: number;
  readonly countedTickets?: number;
}

/** What holds where nothing else is said. */
export const INTAKE_LIMITS: Readonly<Required<IntakeLimits>> = Object.freeze({
  deliveriesPerTicketPerMinute: 120,
  countedTickets: 20_000,
});

export interface IntakeDeps {
  readonly queue: Pick<JobQueue, 'enqueue'>;
  /** The live webhook tokens, one or two; asked on every request, so that a rotation needs no restart. */
  readonly tokens: LiveTokens;
  /** False until, and whenever not, every witness of the environment agrees: then nothing is queued. */
  readonly isIdentityVerified: () => boolean;
  /** True once the process is stopping. */
  readonly isDraining?: () => boolean;
  /** The HMAC reference of a ticket: the queue's group, and what logs call the ticket. */
  readonly groupOf: (ticketId: string) => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly digest: Digest;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: IntakeLimits;
}

function retryAfter(waitMs: number): HttpResponse {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return problemWith('TICKET_RATE_LIMITED', { 'retry-after': String(seconds) });
}

function accepted(deliveryId: string): HttpResponse {
  return { status: 202, headers: ACCEPTED_HEADERS, body: `{"deliveryId":"${deliveryId}"}` };
}

function unavailableFault(deps: IntakeDeps): ProblemCode | null {
  if (deps.isDraining?.() === true) return 'DRAINING';
  return deps.isIdentityVerified() ? null : 'IDENTITY_UNVERIFIED';
}

/**
 * Takes webhooks: checks who sends what, makes the job durable, and only then answers 202 with a delivery id.
 *
 * The checks run in a fixed order, each with its own answer: path (404), method (405), identity and draining (503),
 * token (401), content type and encoding (415), size (413), UTF-8, JSON and ticket id (400), deliveries of the ticket
 * (429), durability (503). The helpdesk never repeats a delivery, so a 202 without durability would lose it in silence;
 * a 503 says that durability was not confirmed. Of the body nothing but the ticket's id is read or kept (D11).
 * @throws {ConfigurationError} when a token is empty or unusable; the answer itself never rejects
 */
export function createIntake(deps: IntakeDeps): HttpHandler {
  const { clock, metrics } = deps;
  const checkToken = createTokenCheck(deps.tokens, deps.digest);
  const refuse = createRefusals(deps);
  const limits = { ...INTAKE_LIMITS, ...deps.limits };
  const limit = createDeliveryLimit({
    perWindow: limits.deliveriesPerTicketPerMinute,
    windowMs: WINDOW_MS,
    maxTickets: limits.countedTickets,
  });

  async function store(ticketId: string): Promise<HttpResponse> {
    const group = deps.groupOf(ticketId);
    const waitMs = limit.take(group, clock.now());
    if (waitMs > 0) return refuse('TICKET_RATE_LIMITED', retryAfter(waitMs));
    const deliveryId = deps.random.id();
    const { outcome } = await deps.queue.enqueue({
      jobId: deliveryId,
      group,
      coalescingKey: TICKET_COALESCING_KEY,
      body: formatJobBody(ticketId, deliveryId),
    });
    metrics.count(METRIC_NAMES.INTAKE_ACCEPTED);
    deps.logger.log('info', 'intake.accepted', { deliveryId, ticketRef: group, outcome });
    return accepted(deliveryId);
  }

  async function take(request: HttpRequest): Promise<HttpResponse> {
    const unavailable = unavailableFault(deps);
    if (unavailable !== null) return refuse(unavailable);
    const token = checkToken(request.headers);
    if (token !== 'ok') return refuse(token);
    const content = contentFault(request.headers);
    if (content !== null) return refuse(content);
    if (request.body === 'too-large') return refuse('BODY_TOO_LARGE');
    const reading = readEvent(request.body);
    return reading.outcome === 'fault' ? refuse(reading.code) : store(reading.ticketId);
  }

  return async (request) => {
    if (request.path !== WEBHOOK_PATH && request.path !== WEBHOOK_ALIAS) {
      return refuse('PATH_UNKNOWN');
    }
    if (request.method !== 'POST') {
      return refuse('METHOD_NOT_ALLOWED', problemWith('METHOD_NOT_ALLOWED', { allow: 'POST' }));
    }
    try {
      return await take(request);
    } catch {
      // The queue, the reference key or a rotated token failed: in every case nothing can be promised.
      return refuse('QUEUE_UNAVAILABLE');
    }
  };
}
