import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { WITNESSES, type Witness } from '../environment/identity.ts';
import { identityViolation } from './conditions.ts';
import type { GateContext } from './context.ts';
import { EFFECT_NAMES, type Proposal } from './effects.ts';

const base = allowingContext();

function withIdentity(change: Partial<GateContext['process']['identity']>): GateContext {
  return {
    ...base,
    process: { ...base.process, identity: { ...base.process.identity, ...change } },
  };
}

const SAFER_WRITE: Proposal = { ...operate('flags.write'), direction: 'safer' };

function operate(name: 'flags.write') {
  return { name, ticketRef: null, reason: 'why', direction: 'riskier', hasApproval: true } as const;
}

/** Every effect once, and the write toward safer beside the one toward riskier. */
const ASKED: readonly (readonly [string, Proposal])[] = [
  ...EFFECT_NAMES.map((name) => [name, allowingProposal(name)] as const),
  ['flags.write', operate('flags.write')],
  ['flags.write toward safer', SAFER_WRITE],
];

/** Effects that come before a witness can speak; whatever is not listed needs every witness (by hand). */
const WITHOUT: Readonly<Record<Witness, readonly string[]>> = {
  environment: [],
  account: [],
  region: [],
  marker: ['account.init', 'flags.write toward safer'],
  secrets: ['account.init', 'flags.write toward safer'],
  workspace: [
    'account.init',
    'flags.write toward safer',
    'workspace.read',
    'workspace.register',
    'secrets.fingerprint',
  ],
};

/** Effects that a witness cannot stop even when it says something else. */
const DEAF_TO: Readonly<Record<Witness, readonly string[]>> = {
  environment: [],
  account: [],
  region: [],
  marker: ['flags.write toward safer'],
  secrets: ['flags.write toward safer'],
  workspace: [
    'flags.write toward safer',
    'workspace.read',
    'workspace.register',
    'secrets.fingerprint',
  ],
};

describe('I7 R2.1 which witnesses an effect needs, on a live helpdesk', () => {
  it.each(WITNESSES)('where the witness %s is silent', (witness) => {
    const agreeing = WITNESSES.filter((other) => other !== witness);
    const context = withIdentity({ agreeing, silent: [witness] });
    const allowed = ASKED.filter(([, asked]) => identityViolation(asked, context) === null);

    expect(allowed.map(([name]) => name).sort()).toEqual([...WITHOUT[witness]].sort());
  });

  it.each(WITNESSES)('where the witness %s disagrees', (witness) => {
    const agreeing = WITNESSES.filter((other) => other !== witness);
    const context = withIdentity({ agreeing, disagreeing: [witness] });
    const allowed = ASKED.filter(([, asked]) => identityViolation(asked, context) === null);

    expect(allowed.map(([name]) => name).sort()).toEqual([...DEAF_TO[witness]].sort());
  });

  it('needs no workspace where the helpdesk is a stub', () => {
    const context = withIdentity({ agreeing: WITNESSES.filter((one) => one !== 'workspace') });
    const vendorModes = { ...base.process.vendorModes, richpanel: 'stub' } as const;
    const stub = { ...context, process: { ...context.process, vendorModes } };

    expect(ASKED.every(([, asked]) => identityViolation(asked, stub) === null)).toBe(true);
  });
});
