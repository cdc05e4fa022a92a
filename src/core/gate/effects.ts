import type { Vendor } from '../environment/vendor-modes.ts';

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

export type ReadEffectName = EffectOfFamily<'READ'>;
export type ModelEffectName = EffectOfFamily<'MODEL'>;
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
