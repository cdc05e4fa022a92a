import { type HttpHandler, type HttpRequest, HttpResponse } from '@smithy/protocol-http';
import { z } from 'zod';
import { type AccountFailure, AccountServiceError } from '../../core/environment/account.ts';
import { EgressNotListedError, type InfrastructureRequest, type Outbound } from './outbound.ts';
import type { TransportFailure, TransportResult } from './transport.ts';

const FAILURE_OF: Readonly<Record<TransportFailure, AccountFailure>> = {
  'not-connected': 'ENDPOINT_UNREACHABLE',
  reset: 'ENDPOINT_UNREACHABLE',
  truncated: 'ENDPOINT_UNREACHABLE',
  'connect-timeout': 'ENDPOINT_TIMEOUT',
  timeout: 'ENDPOINT_TIMEOUT',
  'too-large': 'ANSWER_UNREADABLE',
};

/** Why a try of an SDK client brought no answer. Holds the code and nothing of the request. */
class SdkCallError extends AccountServiceError {
  /** What SDK clients look for before they try again; a time-out is final, or a call could last three of them. */
  readonly $retryable: Readonly<Record<never, never>> | undefined;

  constructor(failure: AccountFailure) {
    super(failure, 'a service of the account');
    this.$retryable = failure === 'ENDPOINT_UNREACHABLE' ? {} : undefined;
  }
}

function toAccountFailure(reason: TransportFailure): AccountFailure {
  return FAILURE_OF[reason];
}

/** What came back for one try: an answer's status and its `Date` header, or what stood in the way. */
export type SdkTry =
  | { readonly outcome: 'answered'; readonly status: number; readonly date: string | null }
  | { readonly outcome: 'failed'; readonly failure: AccountFailure };

export interface SdkRequestHandlerDeps {
  readonly outbound: Pick<Outbound, 'sendInfrastructure'>;
  /** For each try: connecting, writing and reading the whole answer. */
  readonly timeoutMs: number;
  /** Sees every try, refusals too. Must not throw. */
  readonly onTry?: (result: SdkTry) => void;
}

const methodSchema = z.enum(['GET', 'PUT', 'POST', 'DELETE']);

/** SDK clients of JSON and Query services hand over text; streams are refused. */
const bodySchema = z.union([z.string(), z.instanceof(Uint8Array), z.null(), z.undefined()]);

function bodyText(body: unknown): string | null {
  const parsed = bodySchema.parse(body);
  if (parsed === undefined || parsed === null) return null;
  return typeof parsed === 'string' ? parsed : new TextDecoder().decode(parsed);
}

/** Everything that a URL parser would change is percent-encoded, so that the address stays as it is written. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function queryOf(query: HttpRequest['query']): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === null) return [encode(name)];
    return [value].flat().map((one) => `${encode(name)}=${encode(one)}`);
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function addressOf(request: HttpRequest): { readonly origin: string; readonly path: string } {
  const port = request.port === undefined ? '' : `:${request.port}`;
  return {
    origin: `${request.protocol}//${request.hostname}${port}`,
    path: request.path + queryOf(request.query),
  };
}

function toResponse(result: TransportResult & { outcome: 'answered' }): HttpResponse {
  return new HttpResponse({
    statusCode: result.status,
    headers: { ...result.headers },
    body: new TextEncoder().encode(result.body),
  });
}

function toMessage(request: HttpRequest, timeoutMs: number): InfrastructureRequest {
  return {
    ...addressOf(request),
    method: methodSchema.parse(request.method),
    headers: request.headers,
    body: bodyText(request.body),
    timeoutMs,
    maxTries: 1,
  };
}

/**
 * The request handler for clients of the AWS SDK: they open no connection of their own. Each try of the SDK is sent
 * once, to listed addresses alone; repeating is the SDK's part, which also knows throttling that comes as status 400.
 * What is no answer is thrown as an `SdkCallError`.
 */
export function createSdkRequestHandler(deps: SdkRequestHandlerDeps): HttpHandler {
  const { outbound, timeoutMs, onTry } = deps;
  const fail = (failure: AccountFailure): SdkCallError => {
    onTry?.({ outcome: 'failed', failure });
    return new SdkCallError(failure);
  };
  async function send(request: HttpRequest): Promise<TransportResult> {
    try {
      return await outbound.sendInfrastructure(toMessage(request, timeoutMs));
    } catch (thrown) {
      throw fail(thrown instanceof EgressNotListedError ? 'ENDPOINT_NOT_LISTED' : 'SERVICE_FAILED');
    }
  }
  return {
    async handle(request) {
      const result = await send(request);
      if (result.outcome === 'failed') throw fail(toAccountFailure(result.reason));
      onTry?.({
        outcome: 'answered',
        status: result.status,
        date: result.headers['date'] ?? null,
      });
      return { response: toResponse(result) };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}
