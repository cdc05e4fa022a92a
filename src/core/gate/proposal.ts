import type { Digest } from '../runtime/platform.ts';
import type { ChannelClass } from '../tickets/ticket.ts';
import type {
  CustomerVisibleEffectName,
  ModelEffectName,
  OperateEffectName,
  OutsideEffectName,
  ReadEffectName,
  RouteEffectName,
} from './effects.ts';

/** Where a proposed effect would go. `isListed` is decided by the egress list of the running environment. */
interface ProposedEgress {
  readonly isListed: boolean;
}

/** 0 never automated, 1 safe assist, 2 verified order facts. Tier 3 does not exist. */
export type Tier = 0 | 1 | 2;

interface Outside {
  /** HMAC reference of the ticket, or null when the effect is about no ticket. */
  readonly ticketRef: string | null;
  readonly egress: ProposedEgress;
}

interface ReadProposal extends Outside {
  readonly name: ReadEffectName;
  /** For shop effects: the parsed operation type of the document that would be sent. */
  readonly shopOperation?: string;
}

interface ModelProposal extends Outside {
  readonly name: ModelEffectName;
  /** The value of `store` in the exact body that would be sent; undefined when the field is missing. */
  readonly store: unknown;
}

export interface RouteProposal extends Outside {
  readonly name: RouteEffectName;
  readonly tags: readonly string[];
}

/** What a customer notices: a reply, a comment or a close. */
export interface VisibleProposal extends Outside {
  readonly name: CustomerVisibleEffectName;
  readonly templateId: string;
  readonly tier: Tier;
  readonly channelClass: ChannelClass;
  /** HMAC reference of the newest customer message this answers. */
  readonly messageRef: string;
  /** HMAC reference of the normalised address the vendor would deliver to, or null when it is unknown. */
  readonly destinationRef: string | null;
}

export interface OperateProposal {
  readonly name: OperateEffectName;
  readonly ticketRef: string | null;
  /** Why a person does this; shown on the ledger. */
  readonly reason: string;
  /** Toward more effects on customers, or toward fewer. */
  readonly direction: 'safer' | 'riskier';
  readonly hasApproval: boolean;
}

/** One effect that is asked for. Identities are HMAC references: the gate never sees a raw one. */
export type Proposal =
  | ReadProposal
  | ModelProposal
  | RouteProposal
  | VisibleProposal
  | OperateProposal;

/**
 * The exact request an effect makes, built by the adapter's pure `prepareX` before anything is decided.
 * Credentials are no part of it: the adapter adds them when it sends.
 */
export interface PreparedRequest<in out E extends OutsideEffectName> {
  readonly effect: E;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Scheme, host and port, e.g. `https://api.richpanel.com`. */
  readonly origin: string;
  /** Path with every segment percent-encoded, and the query if there is one. */
  readonly path: string;
  /** The exact JSON text that is sent, or null. Holds customer-visible text: never logged, never stored. */
  readonly body: string | null;
}

/** A prepared request whose effect is not known statically. */
export type AnyPreparedRequest = {
  [E in OutsideEffectName]: PreparedRequest<E>;
}[OutsideEffectName];

/** SHA-256 over method, origin, path and body, unambiguous by JSON encoding. Lower-case hexadecimal. */
export function hashRequest(request: AnyPreparedRequest, digest: Digest): string {
  return digest.sha256(
    JSON.stringify([request.method, request.origin, request.path, request.body]),
  );
}
