import type { EnvironmentName } from '../environment/names.ts';
import { MiddlewareError } from '../runtime/errors.ts';
import type { Digest } from '../runtime/platform.ts';
import type { GateContext } from './context.ts';
import { type Decision, decide } from './decide.ts';
import {
  type AnyPreparedRequest,
  hashRequest,
  type OutsideEffectName,
  type PreparedRequest,
  type Proposal,
} from './effects.ts';
import { decisionEntry, type Ledger } from './ledger.ts';

/** A Permit is good for one request within ten seconds. */
export const PERMIT_LIFETIME_MS = 10_000;

/**
 * A Permit was missing, forged, used twice, too old, or for another request. One that is merely too old comes of a slow
 * store or a corrected clock, and the next attempt gets a new one; every other is our bug or an attack.
 */
export class PermitError extends MiddlewareError {
  constructor(code: string) {
    const disposition = code === 'PERMIT_EXPIRED' ? 'retry' : 'hold';
    super(code, disposition, 'the request has no live Permit of its own');
  }
}

interface Grant {
  readonly effect: OutsideEffectName;
  readonly ticketRef: string | null;
  readonly environment: EnvironmentName;
  readonly requestHash: string;
  readonly mintedAtMs: number;
}

/** Known to this module alone: the runtime has no private constructors. */
const MINT_KEY = Symbol('mint');

let mint: <E extends OutsideEffectName>(grant: Grant & { readonly effect: E }) => Permit<E>;
let takeGrant: (permit: unknown) => Grant;

/**
 * The right to make one exact request, minted only by `authorize` in this module after the decision is durable on
 * the ledger. `in out` makes it invariant: a Permit of another effect, or of `never`, does not compile. It cannot be
 * constructed, copied or serialised into another one, because its brand is private.
 */
export class Permit<in out E extends OutsideEffectName> {
  readonly #grant: Grant;
  #isSpent = false;
  /** Never set: it only ties the type parameter to the class. */
  declare protected readonly effectType: (effect: E) => E;

  private constructor(key: symbol, grant: Grant) {
    if (key !== MINT_KEY) throw new PermitError('PERMIT_FORGED');
    this.#grant = grant;
  }

  static {
    mint = <F extends OutsideEffectName>(grant: Grant & { readonly effect: F }) =>
      new Permit<F>(MINT_KEY, grant);
    takeGrant = (permit) => {
      if (typeof permit !== 'object' || permit === null || !(#grant in permit)) {
        throw new PermitError('PERMIT_FORGED');
      }
      if (permit.#isSpent) throw new PermitError('PERMIT_SPENT');
      permit.#isSpent = true;
      return permit.#grant;
    };
  }

  toJSON(): never {
    throw new PermitError('PERMIT_SERIALISED');
  }
}

/**
 * Spends a Permit on one request; called by `outbound` alone, right before it connects.
 * @returns what was granted
 * @throws {PermitError} `PERMIT_FORGED`, `PERMIT_SPENT`, `PERMIT_EXPIRED`, `PERMIT_FOREIGN` (another environment or
 *   effect) or `PERMIT_REQUEST_DIFFERS`
 */
export function redeemPermit(
  permit: unknown,
  request: AnyPreparedRequest,
  running: {
    readonly environment: EnvironmentName;
    readonly nowMs: number;
    readonly digest: Digest;
  },
): Grant {
  const grant = takeGrant(permit);
  const ageMs = running.nowMs - grant.mintedAtMs;
  if (!(ageMs >= 0 && ageMs <= PERMIT_LIFETIME_MS)) throw new PermitError('PERMIT_EXPIRED');
  if (grant.environment !== running.environment || grant.effect !== request.effect) {
    throw new PermitError('PERMIT_FOREIGN');
  }
  if (grant.requestHash !== hashRequest(request, running.digest)) {
    throw new PermitError('PERMIT_REQUEST_DIFFERS');
  }
  return grant;
}

/** The outcome of `authorize`: a Permit only beside an allow. */
export type Authorization<E extends OutsideEffectName> =
  | { readonly outcome: 'allow'; readonly decision: Decision; readonly permit: Permit<E> }
  | { readonly outcome: 'hold' | 'deny'; readonly decision: Decision };

export interface GateDeps {
  readonly ledger: Ledger;
  readonly digest: Digest;
  /** Read again for the Permit's birth: writing the ledger may have taken a while. */
  readonly now: () => number;
}

/**
 * Decides, writes the decision to the ledger, and only then mints a Permit for exactly `request`.
 * @throws whatever the ledger throws; then there is no Permit
 */
export async function authorize<E extends OutsideEffectName>(
  proposal: Proposal & { readonly name: E },
  request: PreparedRequest<E>,
  context: GateContext,
  deps: GateDeps,
): Promise<Authorization<E>> {
  const decision = decide(proposal, context);
  const requestHash = hashRequest(request as AnyPreparedRequest, deps.digest);
  await deps.ledger.append(decisionEntry(proposal, decision, requestHash, context));
  if (decision.outcome !== 'allow') return { outcome: decision.outcome, decision };
  const permit = mint<E>({
    effect: proposal.name,
    ticketRef: proposal.ticketRef,
    environment: context.process.environment,
    requestHash,
    mintedAtMs: deps.now(),
  });
  return { outcome: 'allow', decision, permit };
}
