import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { compileRules, decide } from './decide.ts';
import { EFFECT_NAMES, type Proposal } from './effects.ts';
import type { Rule } from './rule.ts';

type Verdict = 'allow' | 'hold' | 'deny' | 'throw';

function ruleOf(verdict: Verdict, index: number): Rule {
  return {
    name: `rule-${index}`,
    appliesTo: EFFECT_NAMES,
    evaluate: () => {
      if (verdict === 'throw') throw new Error('a broken rule');
      return verdict === 'allow'
        ? null
        : { rule: `rule-${index}`, outcome: verdict, code: `CODE_${index}` };
    },
  };
}

const judge = (verdicts: readonly Verdict[]) =>
  decide(allowingProposal('tags.add'), allowingContext(), compileRules(verdicts.map(ruleOf)));

const anyVerdict = fc.constantFrom<Verdict>('allow', 'hold', 'deny', 'throw');

describe('I7 the gate fails closed', () => {
  it('denies where no rule applies', () => {
    expect(judge([])).toMatchObject({ outcome: 'deny', findings: [{ code: 'NO_RULE_APPLIES' }] });
  });

  it.each(['order.refund', 'shop.order.cancel', '__proto__', 'constructor', ''])(
    'denies the unknown effect %j',
    (name) => {
      const proposal = { ...allowingProposal('tags.add'), name } as unknown as Proposal;

      expect(decide(proposal, allowingContext())).toMatchObject({
        outcome: 'deny',
        findings: [{ code: 'EFFECT_UNKNOWN' }],
      });
    },
  );

  it('holds when a rule throws, and still hears the others', () => {
    expect(judge(['throw', 'allow'])).toMatchObject({
      outcome: 'hold',
      findings: [{ code: 'RULE_THREW' }],
    });
    expect(judge(['throw', 'deny']).outcome).toBe('deny');
  });

  it('allows only if every rule allows; deny beats hold', () => {
    fc.assert(
      fc.property(fc.array(anyVerdict, { minLength: 1, maxLength: 8 }), (verdicts) => {
        const expected = verdicts.includes('deny')
          ? 'deny'
          : verdicts.every((v) => v === 'allow')
            ? 'allow'
            : 'hold';
        expect(judge(verdicts).outcome).toBe(expected);
      }),
    );
  });

  it('says the same whatever the order of the rules', () => {
    const shuffled = fc.array(anyVerdict, { minLength: 1, maxLength: 8 }).chain((verdicts) =>
      fc.tuple(
        fc.constant(verdicts),
        fc.shuffledSubarray(
          verdicts.map((_, i) => i),
          { minLength: verdicts.length },
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([verdicts, order]) => {
        const rules = verdicts.map(ruleOf);
        const inOrder = decide(
          allowingProposal('tags.add'),
          allowingContext(),
          compileRules(rules),
        );
        const mixed = decide(
          allowingProposal('tags.add'),
          allowingContext(),
          compileRules(order.flatMap((i) => rules[i] ?? [])),
        );
        expect(mixed.outcome).toBe(inOrder.outcome);
        expect(new Set(mixed.findings)).toEqual(new Set(inOrder.findings));
      }),
    );
  });
});
