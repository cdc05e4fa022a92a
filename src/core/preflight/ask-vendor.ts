import type { Identity } from '../environment/identity.ts';
import type { GateContext } from '../gate/context.ts';
import { codesOf } from '../gate/decide.ts';
import { ledgerEntry } from '../gate/entries.ts';
import { authorize, type GateDeps, type Permit } from '../gate/permit.ts';
import type { PreparedRequest } from '../gate/request.ts';
import { toMiddlewareError, VendorRejectedRequestError } from '../runtime/errors.ts';

export type ProbeEffect = 'workspace.read' | 'shop.app.read' | 'model.probe';

/** What a probe needs of the gate; the effects stand on the ledger like every other. */
export interface ProbeGate extends GateDeps {
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
  const { effect, request, send, shopOperation } = question;
  const context = gate.contextFor(identity);
  const isListed = gate.isListed(request.origin, request.path);
  const operation = shopOperation === undefined ? {} : { shopOperation };
  const proposal = { name: effect, ticketRef: null, egress: { isListed }, ...operation };
  const attempt = (outcome: 'accepted' | 'unknown', codes: readonly string[]) => {
    const facts = { kind: 'attempt', effect, ticketRef: null, requestHash: null } as const;
    return gate.ledger.append(
      ledgerEntry({ ...facts, outcome, codes }, context.process, gate.now()),
    );
  };
  let isSent = false;
  try {
    const authorization = await authorize(proposal, request, context, gate);
    if (authorization.outcome !== 'allow') {
      const [code = 'EFFECT_REFUSED'] = codesOf(authorization.decision);
      return { outcome: 'failed', code, status: null };
    }
    isSent = true;
    const facts = await send(request, authorization.permit);
    await attempt('accepted', []);
    return { outcome: 'answered', facts };
  } catch (thrown) {
    const { code } = toMiddlewareError(thrown);
    // Where the decision itself could not be written down, nothing was attempted.
    if (isSent) await attempt('unknown', [code]).catch(() => undefined);
    return { outcome: 'failed', code, status: statusOf(thrown) };
  }
}
