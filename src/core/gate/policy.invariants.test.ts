import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { sealedIdentity } from '../environment/identity.ts';
import { ENVIRONMENT_NAMES } from '../environment/names.ts';
import { RICHPANEL_MODES } from '../environment/vendor-modes.ts';
import type { FlagState } from '../flags/flags.ts';
import type { GateContext } from './context.ts';
import { decide } from './decide.ts';
import type { EffectName, Proposal, Tier } from './effects.ts';

const base = allowingContext();
const NOW_MS = base.nowMs;
const on = { state: 'value', value: true, readAtMs: NOW_MS } as const;
const off = { state: 'value', value: false, readAtMs: NOW_MS } as const;
const FLAG_STATES: readonly FlagState<boolean>[] = [
  on,
  off,
  ...(['missing', 'invalid', 'unreadable', 'stale'] as const).map((state) => ({
    state,
    readAtMs: NOW_MS,
  })),
];
const WRITES: readonly EffectName[] = ['tags.add', 'reply.send', 'ticket.close'];
const bools = [true, false] as const;
const isOn = (flag: FlagState<boolean>): boolean => flag.state === 'value' && flag.value;
const isOff = (flag: FlagState<boolean>): boolean => flag.state === 'value' && !flag.value;

/** Walks a product of lists without building it. */
function* product<T extends readonly unknown[]>(
  ...lists: { [K in keyof T]: readonly T[K][] }
): Generator<T> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [] as unknown as T;
    return;
  }
  for (const head of first)
    for (const tail of product(...rest)) yield [head, ...tail] as unknown as T;
}

describe('the invariants over the enumerated states', () => {
  it('I2 I3 no reply unless every flag is in state value and open; routing asks its own flag alone', () => {
    let states = 0;
    for (const [safe, automation, routing, template] of product<
      [FlagState<boolean>, FlagState<boolean>, FlagState<boolean>, FlagState<boolean>]
    >(FLAG_STATES, FLAG_STATES, FLAG_STATES, FLAG_STATES)) {
      const flags = {
        ...base.flags,
        safeMode: safe,
        automationEnabled: automation,
        routingEnabled: routing,
        templates: new Map([['t_order_eta_no_tracking_verified', template] as const]),
      } as const;
      const context = { ...base, flags };
      for (const effect of WRITES) {
        states += 1;
        const isAllowed = decide(allowingProposal(effect), context).outcome === 'allow';
        const mayTalk = isOff(safe) && isOn(automation) && isOn(routing) && isOn(template);
        expect(
          isAllowed,
          `${effect} ${safe.state} ${automation.state} ${routing.state} ${template.state}`,
        ).toBe(effect === 'tags.add' ? isOn(routing) : mayTalk);
      }
    }
    console.info(`I2 I3: ${states} states`);
    expect(states).toBe(6 ** 4 * 3);
  });

  it('I1 I5 I11 no live write outside prod but on test tickets or in a witnessed sandbox; no talk in prod without approval', () => {
    let states = 0;
    const kinds = ['account', 'emulated', 'sealed'] as const;
    for (const [environment, mode, kind, isWitnessed, isInScope, isApproved] of product<
      [
        (typeof ENVIRONMENT_NAMES)[number],
        (typeof RICHPANEL_MODES)[number],
        (typeof kinds)[number],
        boolean,
        boolean,
        boolean,
      ]
    >(ENVIRONMENT_NAMES, RICHPANEL_MODES, kinds, bools, bools, bools)) {
      const identity =
        kind === 'sealed'
          ? sealedIdentity(environment, NOW_MS)
          : {
              ...base.process.identity,
              environment,
              kind,
              agreeing: base.process.identity.agreeing.filter(
                (witness) => isWitnessed || witness !== 'workspace',
              ),
            };
      const shopify = environment === 'prod' ? 'live-read' : 'stub';
      const process: GateContext['process'] = {
        ...base.process,
        environment,
        identity,
        vendorModes: { richpanel: mode, shopify, model: 'embedded' },
      };
      const ticket = base.ticket === null ? null : { ...base.ticket, isInScope };
      const context: GateContext = { ...base, process, ticket, isReleaseApproved: isApproved };
      for (const effect of WRITES) {
        states += 1;
        if (decide(allowingProposal(effect), context).outcome !== 'allow') continue;
        expect(isInScope).toBe(true);
        if (mode === 'live') expect(environment).toBe('prod');
        if (mode !== 'stub')
          expect({ kind, isWitnessed }).toEqual({ kind: 'account', isWitnessed: true });
        if (environment === 'prod' && effect !== 'tags.add') expect(isApproved).toBe(true);
      }
    }
    console.info(`I1 I5 I11: ${states} states`);
    expect(states).toBe(3 * 4 * 3 * 2 * 2 * 2 * 3);
  });

  it('I4 I6 I8 no Tier 2 without a proof of its own, nothing for Tier 0, and no confidence opens either', () => {
    let states = 0;
    const confidences = [0, 0.69, 0.7, 0.84, 0.85, 1, Number.NaN];
    const proofs = ['own', 'none', 'foreign', 'expired'] as const;
    for (const [tier, confidence, isTierZero, verifier, proof] of product<
      [Tier, number, boolean, boolean | null, (typeof proofs)[number]]
    >([0, 1, 2], confidences, bools, [true, false, null], proofs)) {
      const match = {
        own: base.match,
        none: null,
        foreign: base.match === null ? null : { ...base.match, requesterRef: 'p_other' },
        expired: base.match === null ? null : { ...base.match, provedAtMs: 0 },
      }[proof];
      const understanding = {
        confidence,
        isTierZero,
        hasHigherIntent: false,
        verifierAgrees: verifier,
      };
      const proposal = { ...allowingProposal('reply.send'), tier } as Proposal;
      states += 1;
      if (decide(proposal, { ...base, match, understanding }).outcome !== 'allow') continue;
      expect({ isTierZero, isRealTier: tier > 0 }).toEqual({ isTierZero: false, isRealTier: true });
      expect(confidence).toBeGreaterThanOrEqual(tier === 2 ? 0.85 : 0.7);
      if (tier === 2) expect({ proof, verifier }).toEqual({ proof: 'own', verifier: true });
    }
    console.info(`I4 I6 I8: ${states} states`);
    expect(states).toBe(3 * 7 * 2 * 3 * 4);
  });
});
