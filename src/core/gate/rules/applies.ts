import { EFFECT_FAMILIES, EFFECT_NAMES, type EffectFamily, type EffectName } from '../effects.ts';

/** Every effect of the families named. */
export function effectsOf(...families: readonly EffectFamily[]): readonly EffectName[] {
  return EFFECT_NAMES.filter((name) => families.includes(EFFECT_FAMILIES[name]));
}

/** Everything that goes out to a vendor. */
export const OUTSIDE = effectsOf('READ', 'MODEL', 'ROUTE', 'TALK', 'CLOSE');
/** Every write on a ticket. */
export const WRITES = effectsOf('ROUTE', 'TALK', 'CLOSE');
/** What a customer notices. */
export const CUSTOMER_VISIBLE = effectsOf('TALK', 'CLOSE');
export const TALK = effectsOf('TALK');
export const ROUTE = effectsOf('ROUTE');
