import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import type { GateContext } from './context.ts';
import { decide } from './decide.ts';
import { EFFECT_FAMILIES, EFFECT_NAMES, type Proposal } from './effects.ts';
import { RULES } from './policy.ts';

const base = allowingContext();

describe('I7 what is not known is not allowed', () => {
  it.each(EFFECT_NAMES)('denies %s when the proposal says nothing but its name', (name) => {
    const bare = { name, ticketRef: null } as unknown as Proposal;

    expect(decide(bare, base).outcome).toBe('deny');
  });

  it.each(['ticket', 'caps', 'understanding'] as const)(
    'allows no write when the %s is unknown',
    (field) => {
      const context: GateContext = { ...base, [field]: null };

      expect(decide(allowingProposal('reply.send'), context).outcome).not.toBe('allow');
      expect(decide(allowingProposal('ticket.close'), context).outcome).not.toBe('allow');
    },
  );

  it('refuses, rule by rule, a proposal that lacks the field the rule is about', () => {
    const naked = (name: Proposal['name']) => ({ name, ticketRef: 't_1' }) as unknown as Proposal;
    const silent = RULES.filter((rule) =>
      rule.appliesTo.every((name) => rule.evaluate(naked(name), base) === null),
    ).map((rule) => rule.name);

    // These judge the process, the ticket or the flags, and look at no field of the proposal.
    expect(silent).toEqual([
      'identity-verified',
      'vendor-mode',
      'run-mode',
      'ticket-in-scope',
      'routing-enabled',
      'automation-on',
      'release-approved',
      'no-takeover',
      'ticket-open',
      'not-auto-replied',
      'caps',
    ]);
  });

  it('a vendor-mode rule that is asked about an operator act denies', () => {
    const rule = RULES.find(({ name }) => name === 'vendor-mode');

    expect(rule?.evaluate(allowingProposal('flags.write'), base)?.code).toBe('VENDOR_MODE_FORBIDS');
  });

  it('an identity of an unknown kind is unverified', () => {
    const identity = {
      ...base.process.identity,
      kind: 'borrowed',
    } as unknown as GateContext['process']['identity'];
    const context = { ...base, process: { ...base.process, identity } };

    for (const name of EFFECT_NAMES)
      expect(decide(allowingProposal(name), context).outcome).toBe('deny');
  });

  it('an emulated account may run sealed vendors, and nothing else', () => {
    const vendorModes = { richpanel: 'stub', shopify: 'stub', model: 'embedded' } as const;
    const identity = { ...base.process.identity, environment: 'dev', kind: 'emulated' } as const;
    const process = { ...base.process, environment: 'dev', identity, vendorModes } as const;

    expect(decide(allowingProposal('tags.add'), { ...base, process }).outcome).toBe('allow');
    const live = {
      ...process,
      vendorModes: { ...vendorModes, richpanel: 'sandbox-workspace' },
    } as const;
    expect(decide(allowingProposal('tags.add'), { ...base, process: live }).outcome).toBe('deny');
  });

  it('D3 after our own reply the close may follow, and no second reply', () => {
    const ticket =
      base.ticket === null ? null : { ...base.ticket, newestCommentBy: 'bot' as const };
    const context = { ...base, ticket };

    expect(decide(allowingProposal('ticket.close'), context).outcome).toBe('allow');
    expect(decide(allowingProposal('reply.send'), context).outcome).toBe('hold');
  });

  it('knows a family for every effect', () => {
    expect(Object.keys(EFFECT_FAMILIES)).toHaveLength(EFFECT_NAMES.length);
  });
});
