import type { GateContext, ProcessFacts } from '../gate/context.ts';
import { type Decision, decide } from '../gate/decide.ts';
import type { EffectName, OutsideEffectName, PreparedRequest, Proposal } from '../gate/effects.ts';
import { decisionEntry, type Ledger, ledgerEntry } from '../gate/ledger.ts';
import { authorize, type Permit, PermitError } from '../gate/permit.ts';
import { toMiddlewareError } from '../runtime/errors.ts';
import type { Clock, Digest } from '../runtime/platform.ts';

/**
 * What is known after a write was tried. `accepted` is the vendor's word, not a proof: read again.
 * `unsent` is proof that nothing happened (no connection, or a complete 4xx answer). `unknown` is everything else.
 */
export type WriteOutcome =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'unsent'; readonly code: string; readonly retryAfterMs?: number }
  | { readonly outcome: 'unknown'; readonly code: string };

/** One effect on a vendor: what the gate decides on, the exact request, and the half of a port that sends it. */
export interface Effect<E extends OutsideEffectName, A> {
  readonly proposal: Proposal & { readonly name: E };
  readonly request: PreparedRequest<E>;
  /** Sends the request once. Rejects when there is no usable answer. */
  readonly send: (request: PreparedRequest<E>, permit: Permit<E>) => Promise<A>;
}

export interface PerformDeps {
  readonly ledger: Ledger;
  readonly digest: Digest;
  readonly clock: Pick<Clock, 'now'>;
}

/** `refused`: nothing was sent. `sent`: what the vendor answered. */
export type Performed<A> =
  | { readonly outcome: 'refused'; readonly decision: Decision }
  | { readonly outcome: 'sent'; readonly decision: Decision; readonly answer: A };

interface Attempt {
  readonly effect: EffectName;
  readonly ticketRef: string | null;
  readonly outcome: WriteOutcome['outcome'] | 'confirmed';
  readonly codes?: readonly string[];
}

/** Refused before a connection was opened, as every request without a good Permit is. */
const NEVER_LEFT: ReadonlySet<string> = new Set(['EGRESS_NOT_LISTED', 'VENDOR_ORIGIN_DIFFERS']);

/** True when an error proves that its request never left this process. */
export function isNeverLeft(thrown: unknown): boolean {
  return thrown instanceof PermitError || NEVER_LEFT.has(toMiddlewareError(thrown).code);
}

/** Writes to the ledger what is known about a request that was sent. */
export async function recordAttempt(
  attempt: Attempt,
  process: ProcessFacts,
  deps: Pick<PerformDeps, 'ledger' | 'clock'>,
): Promise<void> {
  const facts = { kind: 'attempt', requestHash: null, codes: [], ...attempt } as const;
  await deps.ledger.append(ledgerEntry(facts, process, deps.clock.now()));
}

function isWriteOutcome(answer: unknown): answer is WriteOutcome {
  if (typeof answer !== 'object' || answer === null || !('outcome' in answer)) return false;
  const { outcome } = answer;
  return outcome === 'accepted' || outcome === 'unsent' || outcome === 'unknown';
}

/** A write says itself what is known of it; any other answer proves that the request arrived. */
function knownOf(answer: unknown): Pick<Attempt, 'outcome' | 'codes'> {
  if (!isWriteOutcome(answer) || answer.outcome === 'accepted') return { outcome: 'accepted' };
  return { outcome: answer.outcome, codes: [answer.code] };
}

function failureOf(thrown: unknown): Pick<Attempt, 'outcome' | 'codes'> {
  const outcome = isNeverLeft(thrown) ? 'unsent' : 'unknown';
  return { outcome, codes: [toMiddlewareError(thrown).code] };
}

/**
 * The one way to a vendor: decide → ledger → Permit → send once → ledger. The decision is made at this very moment;
 * its row is durable before the Permit exists, and the attempt's row follows the answer. Never repeats a request.
 * @param context what the gate looks at; its `nowMs` is replaced by the present
 * @throws what `send` throws, after its attempt is on the ledger; what the ledger throws
 */
export async function perform<E extends OutsideEffectName, A>(
  effect: Effect<E, A>,
  context: GateContext,
  deps: PerformDeps,
): Promise<Performed<A>> {
  const { proposal, request } = effect;
  const now = { ...context, nowMs: deps.clock.now() };
  const granted = await authorize(proposal, request, now, { ...deps, now: deps.clock.now });
  if (granted.outcome !== 'allow') return { outcome: 'refused', decision: granted.decision };
  const about = { effect: proposal.name, ticketRef: proposal.ticketRef };
  let answer: A;
  try {
    answer = await effect.send(request, granted.permit);
  } catch (thrown) {
    await recordAttempt({ ...about, ...failureOf(thrown) }, context.process, deps);
    throw thrown;
  }
  await recordAttempt({ ...about, ...knownOf(answer) }, context.process, deps);
  return { outcome: 'sent', decision: granted.decision, answer };
}

/** Writes a decision to the ledger where nothing goes to a vendor. */
export async function recordDecision(
  proposal: Proposal,
  decision: Decision,
  context: GateContext,
  ledger: Ledger,
): Promise<void> {
  await ledger.append(decisionEntry(proposal, decision, null, context));
}

/** Decides and writes the decision down where nothing goes to a vendor: an operator's act, or a write that is not needed. */
export async function decideOnly(
  proposal: Proposal,
  context: GateContext,
  ledger: Ledger,
): Promise<Decision> {
  const decision = decide(proposal, context);
  await recordDecision(proposal, decision, context, ledger);
  return decision;
}
