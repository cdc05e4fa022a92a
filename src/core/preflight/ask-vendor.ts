import { type PerformDeps, perform } from '../effects/perform.ts';
import type { Identity } from '../environment/identity.ts';
import type { GateContext } from '../gate/context.ts';
import { codesOf } from '../gate/decide.ts';
import type { PreparedRequest } from '../gate/effects.ts';
import type { Permit } from '../gate/permit.ts';
import { toMiddlewareError, VendorRejectedRequestError } from '../runtime/errors.ts';
import { type Finding, failed } from './check.ts';

/** The vendor's words for a key that it does not take, and for a thing that it does not have. */
interface VendorWords {
  readonly refused: string;
  readonly unknown?: string;
}

/** Turns an answer that did not come into a finding: what the vendor refused, else the code as it is. */
export function failedAnswer(
  id: string,
  answer: Extract<Answer<unknown>, { outcome: 'failed' }>,
  words: VendorWords,
): Finding {
  if (answer.status === 401 || answer.status === 403)
    return failed(id, words.refused, `status ${answer.status}`);
  if (answer.status === 404 && words.unknown !== undefined)
    return failed(id, words.unknown, 'status 404');
  return failed(id, answer.code, 'the vendor could not be asked');
}

export type ProbeEffect = 'workspace.read' | 'shop.app.read' | 'model.probe';

/** What a probe needs of the gate; the effects stand on the ledger like every other. */
export interface ProbeGate extends PerformDeps {
  /** The gate's context for what the witnesses have said so far. */
  readonly contextFor: (identity: Identity) => GateContext;
  readonly isListed: (origin: string, path: string) => boolean;
}

/** A vendor's facts, or the code of what stood in the way. `status` is the vendor's, where it refused. */
export type Answer<T> =
  | { readonly outcome: 'answered'; readonly facts: T }
  | { readonly outcome: 'failed'; readonly code: string; readonly status: number | null };

interface Question<E extends ProbeEffect, T> {
  readonly effect: E;
  readonly request: PreparedRequest<E>;
  readonly send: (request: PreparedRequest<E>, permit: Permit<E>) => Promise<T>;
  /** For the shop: the parsed type of the document. */
  readonly shopOperation?: string;
}

function statusOf(thrown: unknown): number | null {
  const status = thrown instanceof VendorRejectedRequestError ? thrown.context['status'] : null;
  return typeof status === 'number' ? status : null;
}

/** Asks a vendor one thing, through the gate, once. What goes wrong comes back as a code; nothing of an answer does. */
export async function askVendor<E extends ProbeEffect, T>(
  question: Question<E, T>,
  identity: Identity,
  gate: ProbeGate,
): Promise<Answer<T>> {
  const { effect: name, request, send, shopOperation } = question;
  const isListed = gate.isListed(request.origin, request.path);
  const operation = shopOperation === undefined ? {} : { shopOperation };
  const proposal = { name, ticketRef: null, egress: { isListed }, ...operation };
  try {
    const asked = await perform({ proposal, request, send }, gate.contextFor(identity), gate);
    if (asked.outcome === 'sent') return { outcome: 'answered', facts: asked.answer };
    const [code = 'EFFECT_REFUSED'] = codesOf(asked.decision);
    return { outcome: 'failed', code, status: null };
  } catch (thrown) {
    return { outcome: 'failed', code: toMiddlewareError(thrown).code, status: statusOf(thrown) };
  }
}
