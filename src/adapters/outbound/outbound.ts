import type { ProcessFacts } from '../../core/gate/context.ts';
import {
  type AnyPreparedRequest,
  hashRequest,
  type OutsideEffectName,
  type PreparedRequest,
} from '../../core/gate/effects.ts';
import { type Ledger, ledgerEntry } from '../../core/gate/ledger.ts';
import { type Permit, redeemPermit } from '../../core/gate/permit.ts';
import { MiddlewareError, toMiddlewareError } from '../../core/runtime/errors.ts';
import type { Clock, Digest } from '../../core/runtime/platform.ts';
import type { Logger, Metrics } from '../../core/runtime/telemetry.ts';
import type { EgressKind, EgressList } from './egress.ts';
import type { Transport, TransportRequest, TransportResult } from './transport.ts';

/** Counters and timings of everything that leaves the process. */
const OUTBOUND_METRICS = {
  effects: 'outbound.effects',
  effectFailures: 'outbound.effect_failures',
  effectMs: 'outbound.effect_ms',
  refusals: 'outbound.refusals',
  refusalsUnrecorded: 'outbound.refusals_unrecorded',
  ownEndpoint: 'outbound.own_endpoint',
  infrastructure: 'outbound.infrastructure',
  infrastructureRetries: 'outbound.infrastructure_retries',
} as const;

/** The log events of `outbound`. */
const OUTBOUND_EVENTS = {
  refused: 'outbound.refused',
  refusalUnrecorded: 'outbound.refusal_unrecorded',
} as const;

/** The address is not on the egress list of this environment for this class of call. Nothing was sent. */
export class EgressNotListedError extends MiddlewareError {
  constructor() {
    super('EGRESS_NOT_LISTED', 'hold', 'the address is not on the egress list of this environment');
  }
}

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
async function sendWithRetries(
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

/** What the adapter adds to a prepared request: credentials, which the request hash does not cover. */
export interface EffectOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A call that is no effect: to our own endpoint, or to the account's infrastructure. */
export interface PlainRequest {
  readonly method: TransportRequest['method'];
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
}

/** A call to the account's infrastructure. */
export interface InfrastructureRequest extends PlainRequest {
  /** How often it is sent at most; 1 where the caller repeats on its own, as SDK clients do. @default 3 */
  readonly maxTries?: number;
}

/** The one way out: nothing else in the program opens a connection. */
export interface Outbound {
  /**
   * Spends the Permit and sends exactly the request it was minted for, once: no retry, no redirect. What the network
   * or the vendor does comes back as a result.
   * @throws {PermitError | EgressNotListedError} and then nothing was sent, the refusal is on the ledger and counted
   */
  sendEffect<E extends OutsideEffectName>(
    request: PreparedRequest<E>,
    permit: Permit<E>,
    options: EffectOptions,
  ): Promise<TransportResult>;
  /**
   * Sends to this environment's own address or a stub's control path; once, without a Permit, counted.
   * @throws {EgressNotListedError} for any other address; counted as a refusal
   */
  sendOwnEndpoint(request: PlainRequest): Promise<TransportResult>;
  /**
   * Sends to the account's own services, without a Permit, counted, not on the ledger. Tries at most `maxTries`
   * times, on failures and on 429, 500, 502, 503 and 504, so a call may arrive more than once.
   * @throws {EgressNotListedError} for any other address; counted as a refusal
   */
  sendInfrastructure(request: InfrastructureRequest): Promise<TransportResult>;
  /** How many requests were refused since the start. Above 0 the run has failed, even if a caller swallowed the error. */
  refusals(): number;
}

export interface OutboundDeps {
  readonly egress: EgressList;
  readonly transport: Transport;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly ledger: Ledger;
  /** Names the running environment: a Permit of another one is refused. */
  readonly process: ProcessFacts;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** What calls need that are no effects. */
export type PlainOutboundDeps = Pick<
  OutboundDeps,
  'egress' | 'transport' | 'clock' | 'metrics' | 'logger'
>;

interface Refusal {
  readonly request: AnyPreparedRequest;
  readonly error: MiddlewareError;
  readonly ticketRef: string | null;
}

interface Refusals {
  readonly count: () => number;
  /** Counts a refusal. */
  readonly note: (error: MiddlewareError) => void;
}

function createRefusals(deps: PlainOutboundDeps): Refusals {
  let refusals = 0;
  return {
    count: () => refusals,
    note: (error) => {
      refusals += 1;
      deps.metrics.count(OUTBOUND_METRICS.refusals);
      deps.logger.log('error', OUTBOUND_EVENTS.refused, { code: error.code });
    },
  };
}

/** Counts a refused effect and writes it to the ledger. Never throws: the refusal itself is what the caller must see. */
async function recordRefusal(
  { request, error, ticketRef }: Refusal,
  deps: OutboundDeps,
  refusals: Refusals,
): Promise<void> {
  refusals.note(error);
  try {
    const facts = {
      kind: 'refusal',
      effect: request.effect,
      ticketRef,
      outcome: 'refused',
      codes: [error.code],
      requestHash: hashRequest(request, deps.digest),
    } as const;
    await deps.ledger.append(ledgerEntry(facts, deps.process, deps.clock.now()));
  } catch {
    deps.metrics.count(OUTBOUND_METRICS.refusalsUnrecorded);
    deps.logger.log('error', OUTBOUND_EVENTS.refusalUnrecorded, { code: error.code });
  }
}

/** Spends the Permit, then checks the address. Throws what stands in the way, after it was recorded. */
async function admit(
  request: AnyPreparedRequest,
  permit: unknown,
  deps: OutboundDeps,
  refusals: Refusals,
): Promise<void> {
  let ticketRef: string | null = null;
  try {
    const environment = deps.process.environment;
    const running = { environment, nowMs: deps.clock.now(), digest: deps.digest };
    ticketRef = redeemPermit(permit, request, running).ticketRef;
    if (!deps.egress.isListed(request.origin, request.path, 'vendor'))
      throw new EgressNotListedError();
  } catch (thrown) {
    const error = toMiddlewareError(thrown);
    await recordRefusal({ request, error, ticketRef }, deps, refusals);
    throw error;
  }
}

async function sendTimed(message: TransportRequest, deps: OutboundDeps): Promise<TransportResult> {
  const startedAtMs = deps.clock.now();
  const result = await deps.transport.send(message);
  deps.metrics.count(OUTBOUND_METRICS.effects);
  if (result.outcome === 'failed') deps.metrics.count(OUTBOUND_METRICS.effectFailures);
  deps.metrics.timing(OUTBOUND_METRICS.effectMs, Math.max(0, deps.clock.now() - startedAtMs));
  return result;
}

function toMessage({ origin, path, ...rest }: PlainRequest): TransportRequest {
  return { ...rest, url: origin + path };
}

function createPlainCalls(
  deps: PlainOutboundDeps,
  refusals: Refusals,
): Pick<Outbound, 'sendOwnEndpoint' | 'sendInfrastructure'> {
  const assertListed = (request: PlainRequest, kind: EgressKind): void => {
    if (deps.egress.isListed(request.origin, request.path, kind)) return;
    const error = new EgressNotListedError();
    refusals.note(error);
    throw error;
  };
  return {
    async sendOwnEndpoint(request) {
      assertListed(request, 'own-endpoint');
      deps.metrics.count(OUTBOUND_METRICS.ownEndpoint);
      return deps.transport.send(toMessage(request));
    },
    async sendInfrastructure({ maxTries, ...request }) {
      assertListed(request, 'infrastructure');
      const onTry = (isRetry: boolean): void => {
        deps.metrics.count(OUTBOUND_METRICS.infrastructure);
        if (isRetry) deps.metrics.count(OUTBOUND_METRICS.infrastructureRetries);
      };
      return sendWithRetries(toMessage(request), { ...deps, onTry, maxTries });
    },
  };
}

/**
 * Outbound before it is known where we are: no effect can leave by it, so it needs neither ledger nor identity. The
 * question whose account it is goes through this one.
 */
export function createPlainOutbound(deps: PlainOutboundDeps): Omit<Outbound, 'sendEffect'> {
  const refusals = createRefusals(deps);
  return { ...createPlainCalls(deps, refusals), refusals: refusals.count };
}

/** Makes the one way out of a process. See `Outbound` for what it guarantees. */
export function createOutbound(deps: OutboundDeps): Outbound {
  const refusals = createRefusals(deps);
  return {
    async sendEffect(request, permit, { headers, timeoutMs }) {
      // One effect type at a time is what the union of all of them consists of; the compiler cannot see it.
      const anyRequest = request as AnyPreparedRequest;
      await admit(anyRequest, permit, deps, refusals);
      const { method, origin, path, body } = anyRequest;
      return sendTimed({ method, url: origin + path, headers, body, timeoutMs }, deps);
    },
    ...createPlainCalls(deps, refusals),
    refusals: refusals.count,
  };
}
