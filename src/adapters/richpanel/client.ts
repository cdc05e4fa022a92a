import { ConfigurationError, InvariantViolationError } from '../../core/errors.ts';
import type { OutsideEffectName } from '../../core/gate/effects.ts';
import type { Permit } from '../../core/gate/permit.ts';
import type { PreparedRequest } from '../../core/gate/request.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Helpdesk, WriteOutcome } from '../../core/ports/helpdesk.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { RateLimiter } from '../../core/ports/rate-limiter.ts';
import type { Sensitive } from '../../core/redaction/sensitive.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { TransportResult } from '../outbound/transport.ts';
import { toReadAnswer, toWriteOutcome } from './answers.ts';
import { decodeLastSegment } from './ids.ts';
import { parseLinkedOrder } from './parse-linked-order.ts';
import { parseTicketAnswer } from './parse-ticket.ts';
import { createRequests } from './requests.ts';
import { parseRetryAfter } from './retry-after.ts';
import { RETRY_AFTER_HEADER, RICHPANEL_KEY_HEADER, RICHPANEL_METRICS } from './richpanel.names.ts';

export interface RichpanelHelpdeskDeps {
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  /** `RICHPANEL_ORIGIN`, or the stub's origin on loopback. */
  readonly origin: string;
  readonly apiKey: Sensitive<string>;
  /** The agent that signs what we write; its comments are known as ours by this id alone. */
  readonly botAgentId: string;
  /** For one whole call. */
  readonly timeoutMs: number;
  /** Only ever paused here, on a 429: its tokens are taken by whoever plans the calls. */
  readonly limiter: RateLimiter;
  readonly clock: Pick<Clock, 'now'>;
  readonly metrics: Metrics;
}

const HEADER_VALUE = /^[\x21-\x7e]+$/;

function assertSettings({ apiKey, botAgentId }: RichpanelHelpdeskDeps): void {
  if (HEADER_VALUE.test(apiKey.reveal()) && botAgentId.trim() !== '') return;
  throw new ConfigurationError(
    'RICHPANEL_SETTINGS_INVALID',
    'The Richpanel key is not plain ASCII without spaces, or the id of the bot agent is empty.',
    'Store the key exactly as Richpanel shows it and set the id of the agent that signs replies.',
  );
}

/** Counts what came back, pauses the shared limiter on 429, and says how long. */
function createWatch(deps: RichpanelHelpdeskDeps): (result: TransportResult) => number | null {
  return (result) => {
    if (result.outcome === 'failed' || result.status >= 500)
      deps.metrics.count(RICHPANEL_METRICS.failures);
    if (result.outcome === 'failed' || result.status !== 429) return null;
    const retryAfterMs = parseRetryAfter(result.headers[RETRY_AFTER_HEADER], deps.clock.now());
    deps.limiter.pause(retryAfterMs);
    deps.metrics.count(RICHPANEL_METRICS.rateLimited);
    return retryAfterMs;
  };
}

function createSend(deps: RichpanelHelpdeskDeps) {
  const watch = createWatch(deps);
  return async <E extends OutsideEffectName>(request: PreparedRequest<E>, permit: Permit<E>) => {
    // The key goes nowhere else, whatever the egress list holds for other vendors.
    if (request.origin !== deps.origin) {
      throw new InvariantViolationError(
        'VENDOR_ORIGIN_DIFFERS',
        'the request is not addressed to richpanel',
      );
    }
    const headers = {
      accept: 'application/json',
      [RICHPANEL_KEY_HEADER]: deps.apiKey.reveal(),
      ...(request.body === null ? {} : { 'content-type': 'application/json' }),
    };
    const result = await deps.outbound.sendEffect(request, permit, {
      headers,
      timeoutMs: deps.timeoutMs,
    });
    return { result, retryAfterMs: watch(result) };
  };
}

/**
 * The helpdesk over Richpanel's API. Sends each request once; takes no limiter tokens; keeps no state.
 * @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID`
 */
export function createRichpanelHelpdesk(deps: RichpanelHelpdeskDeps): Helpdesk {
  assertSettings(deps);
  const requests = createRequests(deps);
  const send = createSend(deps);
  const read = async <E extends OutsideEffectName>(
    request: PreparedRequest<E>,
    permit: Permit<E>,
  ) => {
    const { result, retryAfterMs } = await send(request, permit);
    return toReadAnswer(result, retryAfterMs);
  };
  const write = async <E extends OutsideEffectName>(
    request: PreparedRequest<E>,
    permit: Permit<E>,
  ): Promise<WriteOutcome> => {
    const { result, retryAfterMs } = await send(request, permit);
    return toWriteOutcome(result, retryAfterMs);
  };
  return {
    prepareReadTicket: requests.readTicket,
    prepareReadLinkedOrder: requests.readLinkedOrder,
    prepareAddTags: requests.addTags,
    prepareRemoveTags: requests.removeTags,
    prepareSendReply: requests.sendReply,
    prepareAddComment: requests.addComment,
    prepareCloseTicket: requests.closeTicket,
    async readTicket(request, permit, scope) {
      const answer = await read(request, permit);
      if (answer === null) return { outcome: 'not-found' };
      const askedId = decodeLastSegment(request.path);
      const { botAgentId } = deps;
      return parseTicketAnswer(answer.json, {
        askedId,
        scope,
        botAgentId,
        readAtMs: deps.clock.now(),
      });
    },
    async readLinkedOrder(request, permit) {
      const answer = await read(request, permit);
      return answer === null ? { outcome: 'none' } : parseLinkedOrder(answer.json);
    },
    addTags: write,
    removeTags: write,
    sendReply: write,
    addComment: write,
    closeTicket: write,
  };
}
