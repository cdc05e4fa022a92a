import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { PROCESS_RULE_CASES } from '../../../test/support/process-rule-cases.ts';
import { flags, identity, is, type RuleCase } from '../../../test/support/rule-changes.ts';
import { TICKET_RULE_CASES } from '../../../test/support/ticket-rule-cases.ts';
import { decide } from './decide.ts';
import { EFFECT_NAMES, type EffectName, type Proposal } from './effects.ts';
import { RULES } from './policy.ts';
import { rule } from './rule.ts';

const RULE_CASES = [...PROCESS_RULE_CASES, ...TICKET_RULE_CASES];

function judge(row: RuleCase, effect: EffectName) {
  const context = row.context === undefined ? allowingContext() : row.context(allowingContext());
  const proposal = { ...allowingProposal(effect), ...row.proposal } as Proposal;
  return decide(proposal, context);
}

describe('the gate: every rule alone stands in the way', () => {
  it.each(EFFECT_NAMES)('%s is allowed when nothing is wrong', (effect) => {
    expect(decide(allowingProposal(effect), allowingContext())).toMatchObject({
      outcome: 'allow',
      findings: [],
    });
  });

  describe.each(RULE_CASES)('$rule says $code because $because', (row) => {
    it.each(row.effects)('to %s, and nobody else speaks', (effect) => {
      const decision = judge(row, effect);

      expect(decision.findings).toEqual([{ rule: row.rule, outcome: row.outcome, code: row.code }]);
      expect(decision.outcome).toBe(row.outcome);
    });
  });

  it('has a case for every code of every rule, and for no other', () => {
    const declared = RULES.flatMap(({ name, outcome, codes }) =>
      codes.map((code) => `${name} ${outcome} ${code}`),
    );
    const shown = RULE_CASES.map(({ rule, outcome, code }) => `${rule} ${outcome} ${code}`);

    expect([...new Set(shown)].sort()).toEqual(declared.toSorted());
  });

  it('names each rule once', () => {
    const names = RULES.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)]);
  });

  it('says a code that was not declared all the same', () => {
    const careless = rule({
      name: 'careless',
      appliesTo: EFFECT_NAMES,
      requires: 'Nothing that can be met.',
      outcome: 'deny',
      codes: ['DECLARED'],
      violation: () => 'OTHER' as 'DECLARED',
    });

    expect(careless.evaluate(allowingProposal('tags.add'), allowingContext())).toEqual({
      rule: 'careless',
      outcome: 'deny',
      code: 'OTHER',
    });
  });

  it('D8 safe mode and automation off leave routing alone', () => {
    const off = flags({ safeMode: is(true), automationEnabled: is(false) })(allowingContext());

    expect(decide(allowingProposal('tags.add'), off).outcome).toBe('allow');
  });

  it('lets kill write without marker, secrets or workspace, but not in the wrong account', () => {
    const half = identity({
      agreeing: ['environment', 'account', 'region'],
      disagreeing: ['secrets'],
    })(allowingContext());
    const safer = { ...allowingProposal('flags.write'), direction: 'safer' } as Proposal;
    const elsewhere = identity({ disagreeing: ['account'] })(allowingContext());

    expect(decide(safer, half).outcome).toBe('allow');
    expect(decide(allowingProposal('flags.write'), half).outcome).toBe('deny');
    expect(decide(safer, elsewhere).outcome).toBe('deny');
  });

  it.each(['t_chargeback_neutral_ack', 't_unknown_ack', 't_made_up', '__proto__'])(
    'never sends the template %s, whatever its flag says',
    (templateId) => {
      const on = flags({ templates: new Map([[templateId, is(true)]]) })(allowingContext());
      const proposal = { ...allowingProposal('reply.send'), templateId } as Proposal;

      expect(decide(proposal, on).findings).toContainEqual({
        rule: 'template-enabled',
        outcome: 'deny',
        code: 'TEMPLATE_OFF',
      });
    },
  );
});
