import type { Vendor } from '../environment/vendor-modes.ts';
import type { Digest } from '../runtime/platform.ts';
import type { ChannelClass } from '../tickets/ticket.ts';

/**
 * Everything we may do to, or ask of, a vendor, and every operator's act. The union is closed: there is no
 * shop write, refund or cancel, so none can be expressed (R7.1).
 */
export const EFFECT_FAMILIES = {
  'ticket.read': 'READ',
  'ticket.order.read': 'READ',
  'shop.order.read': 'READ',
  'workspace.read': 'READ',
  'shop.app.read': 'READ',
  'model.probe': 'READ',
  'model.classify': 'MODEL',
  'model.verify': 'MODEL',
  'model.rewrite': 'MODEL',
  'tags.add': 'ROUTE',
  'tags.remove': 'ROUTE',
  'reply.send': 'TALK',
  'comment.add': 'TALK',
  'ticket.close': 'CLOSE',
  'flags.write': 'OPERATE',
  'flags.report': 'OPERATE',
  'queue.redrive': 'OPERATE',
  'hold.release': 'OPERATE',
  'ladder.write': 'OPERATE',
  'account.init': 'OPERATE',
  'secrets.fingerprint': 'OPERATE',
  'workspace.register': 'OPERATE',
} as const;

export type EffectName = keyof typeof EFFECT_FAMILIES;

type EffectFamily = (typeof EFFECT_FAMILIES)[EffectName];

type EffectOfFamily<F extends EffectFamily> = {
  [E in EffectName]: (typeof EFFECT_FAMILIES)[E] extends F ? E : never;
}[EffectName];

type ReadEffectName = EffectOfFamily<'READ'>;

type ModelEffectName = EffectOfFamily<'MODEL'>;

export type RouteEffectName = EffectOfFamily<'ROUTE'>;

export type TalkEffectName = EffectOfFamily<'TALK'>;

type CloseEffectName = EffectOfFamily<'CLOSE'>;

export type OperateEffectName = EffectOfFamily<'OPERATE'>;

/** Effects that go out over HTTP and therefore need a Permit. */
export type OutsideEffectName = Exclude<EffectName, OperateEffectName>;

/** The effects a customer notices. */
export type CustomerVisibleEffectName = TalkEffectName | CloseEffectName;

export const EFFECT_NAMES = Object.keys(EFFECT_FAMILIES) as readonly EffectName[];

const SHOP_EFFECTS: ReadonlySet<EffectName> = new Set(['shop.order.read', 'shop.app.read']);

const MODEL_EFFECTS: ReadonlySet<EffectName> = new Set([
  'model.probe',
  'model.classify',
  'model.verify',
  'model.rewrite',
]);

/** The vendor an effect reaches, or null for an operator's act. */
export function vendorOf(effect: EffectName): Vendor | null {
  if (EFFECT_FAMILIES[effect] === 'OPERATE') return null;
  if (SHOP_EFFECTS.has(effect)) return 'shopify';
  return MODEL_EFFECTS.has(effect) ? 'model' : 'richpanel';
}

/** True for a name of the closed union; anything else is denied by the gate. */
export function isEffectName(name: string): name is EffectName {
  return Object.hasOwn(EFFECT_FAMILIES, name);
}

/** Every effect of the families named. */
function effectsOf(...families: readonly EffectFamily[]): readonly EffectName[] {
  return EFFECT_NAMES.filter((name) => families.includes(EFFECT_FAMILIES[name]));
}

/** Everything that goes out to a vendor. */
export const OUTSIDE = effectsOf('READ', 'MODEL', 'ROUTE', 'TALK', 'CLOSE');

/** Every write on a ticket. */
export const WRITES = effectsOf('ROUTE', 'TALK', 'CLOSE');

/** What a customer notices. */
export const CUSTOMER_VISIBLE = effectsOf('TALK', 'CLOSE');

export const TALK = effectsOf('TALK');

export const CLOSE = effectsOf('CLOSE');

export const ROUTE = effectsOf('ROUTE');

export const MODEL = effectsOf('MODEL');

export const OPERATE = effectsOf('OPERATE');

/** Everything that goes to the shop. */
export const SHOP = EFFECT_NAMES.filter((name) => vendorOf(name) === 'shopify');

/** What is about one ticket, beyond reading it: a read tells whether the ticket is ours to touch. */
export const TICKET_BOUND: readonly EffectName[] = [
  'ticket.order.read',
  'shop.order.read',
  ...effectsOf('MODEL', 'ROUTE', 'TALK', 'CLOSE'),
];

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
