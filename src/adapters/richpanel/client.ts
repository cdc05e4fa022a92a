import type { WriteOutcome } from '../../core/effects/perform.ts';
import type { OutsideEffectName, PreparedRequest } from '../../core/gate/effects.ts';
import type { Permit } from '../../core/gate/permit.ts';
import type { Sensitive } from '../../core/redaction/sensitive.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { Metrics } from '../../core/runtime/telemetry.ts';
import type { Helpdesk } from '../../core/vendors/helpdesk.ts';
import type { RateLimiter } from '../../core/vendors/rate-limiter.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { TransportResult } from '../outbound/transport.ts';
import {
  createVendorSend,
  findRetryAfterMs,
  isHeaderValue,
  type VendorSendDeps,
} from '../outbound/vendor-send.ts';
import { toReadAnswer, toWriteOutcome } from './answers.ts';
import { decodeLastSegment, parseLinkedOrder, parseTicketAnswer } from './parse-ticket.ts';
import { createRequests } from './requests.ts';
import { RICHPANEL_KEY_HEADER, RICHPANEL_METRICS } from './richpanel.names.ts';

/** What every client of Richpanel's API needs. */
export interface RichpanelConnection {
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  /** `RICHPANEL_ORIGIN`, or the stub's origin on loopback. */
  readonly origin: string;
  readonly apiKey: Sensitive<string>;
  /** For one whole call. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

function invalidSettings(): ConfigurationError {
  return new ConfigurationError(
    'RICHPANEL_SETTINGS_INVALID',
    'The Richpanel key is not plain ASCII without spaces, or the id of the bot agent is empty.',
    'Store the key exactly as Richpanel shows it and set the id of the agent that signs replies.',
  );
}

/** @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID` */
export function assertApiKey(apiKey: Sensitive<string>): void {
  if (!isHeaderValue(apiKey.reveal())) throw invalidSettings();
}

/** @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID` */
function assertBotAgentId(botAgentId: string): void {
  if (botAgentId.trim() === '') throw invalidSettings();
}

/** The connection as `createVendorSend` takes it. */
export function toSendDeps(connection: RichpanelConnection): VendorSendDeps {
  const { outbound, origin, apiKey, timeoutMs } = connection;
  const credentials = () => ({ [RICHPANEL_KEY_HEADER]: apiKey.reveal() });
  return { vendor: 'richpanel', outbound, origin, credentials, timeoutMs };
}

export interface RichpanelHelpdeskDeps extends RichpanelConnection {
  /** The agent that signs what we write; its comments are known as ours by this id alone. */
  readonly botAgentId: string;
  /** Only ever paused here, on a 429: the planner of the calls takes its tokens. */
  readonly limiter: RateLimiter;
  readonly metrics: Metrics;
}

/** Counts what came back, pauses the shared limiter on 429, and says how long. */
function createWatch(deps: RichpanelHelpdeskDeps): (result: TransportResult) => number | null {
  return (result) => {
    if (result.outcome === 'failed' || result.status >= 500)
      deps.metrics.count(RICHPANEL_METRICS.failures);
    const retryAfterMs = findRetryAfterMs(result, deps.clock.now());
    if (retryAfterMs === null) return null;
    deps.limiter.pause(retryAfterMs);
    deps.metrics.count(RICHPANEL_METRICS.rateLimited);
    return retryAfterMs;
  };
}

function createSend(deps: RichpanelHelpdeskDeps) {
  const watch = createWatch(deps);
  const sendOnce = createVendorSend(toSendDeps(deps));
  return async <E extends OutsideEffectName>(request: PreparedRequest<E>, permit: Permit<E>) => {
    const result = await sendOnce(request, permit);
    return { result, retryAfterMs: watch(result) };
  };
}

/**
 * The helpdesk over Richpanel's API. Sends each request once; takes no limiter tokens; keeps no state.
 * @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID`
 */
export function createRichpanelHelpdesk(deps: RichpanelHelpdeskDeps): Helpdesk {
  assertApiKey(deps.apiKey);
  assertBotAgentId(deps.botAgentId);
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
