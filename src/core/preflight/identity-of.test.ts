import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { START_MS } from '../../../test/support/preflight-fixture.ts';
import type { Identity, Witness } from '../environment/identity.ts';
import { decide } from '../gate/decide.ts';
import { EFFECT_NAMES, type Proposal } from '../gate/effects.ts';
import { CHECK_STATUSES, type Check, type CheckStatus } from './check.ts';
import { identityOf, WORKSPACE_CHECK } from './identity-of.ts';

const PLAN = { environment: 'dev', identityKind: 'account' } as const;
const CHECK_OF = {
  account: 'account.caller',
  region: 'account.region',
  marker: 'account.marker',
  secrets: 'secret.openai/api_key',
  workspace: WORKSPACE_CHECK,
} as const;
type Asked = keyof typeof CHECK_OF;
const ASKED = Object.keys(CHECK_OF) as Asked[];

function check(id: string, status: CheckStatus, code: string | null = null): Check {
  return { id, status, code, detail: '', remedy: null, durationMs: 1 };
}

const all = (change: Partial<Record<Asked, Check | null>> = {}): readonly Check[] =>
  ASKED.flatMap((witness) => {
    const changed = change[witness];
    return changed === null ? [] : [changed ?? check(CHECK_OF[witness], 'pass')];
  });
const identify = (checks: readonly Check[]): Identity => identityOf(checks, PLAN, START_MS);

describe('R2.1 what the witnesses said', () => {
  it('all agree when all their checks passed', () => {
    expect(identify(all())).toEqual({
      environment: 'dev',
      kind: 'account',
      agreeing: ['environment', ...ASKED],
      silent: [],
      disagreeing: [],
      verifiedAtMs: START_MS,
    });
  });

  it('nobody who was not asked has said anything', () => {
    expect(identify([])).toMatchObject({ agreeing: ['environment'], silent: ASKED });
  });

  const words: readonly (readonly [Asked, string])[] = [
    ['account', 'ACCOUNT_DIFFERS'],
    ['account', 'ACCOUNT_NOT_EXPECTED'],
    ['region', 'REGION_DIFFERS'],
    ['marker', 'MARKER_DIFFERS'],
    ['marker', 'MARKER_ELSEWHERE'],
    ['secrets', 'SECRET_TAG_DIFFERS'],
    ['secrets', 'SECRET_ELSEWHERE'],
    ['secrets', 'SECRET_OF_OTHER_ENVIRONMENT'],
    ['workspace', 'WORKSPACE_DIFFERS'],
    ['workspace', 'WORKSPACE_CHANGED'],
    ['workspace', 'WORKSPACE_IS_PROD'],
  ];
  it.each(words)('the %s that says %s disagrees', (witness, code) => {
    const identity = identify(all({ [witness]: check(CHECK_OF[witness], 'fail', code) }));

    expect(identity.disagreeing).toEqual([witness]);
    expect(identity.agreeing).not.toContain(witness);
  });

  const unheard: readonly (readonly [Asked, string])[] = [
    ['account', 'CHECK_SKIPPED'],
    ['marker', 'MARKER_MISSING'],
    ['marker', 'MARKER_UNREADABLE'],
    ['secrets', 'SECRET_MISSING'],
    ['secrets', 'SECRET_EMPTY'],
    ['secrets', 'SECRET_PLACEHOLDER'],
    ['secrets', 'SECRET_NOT_COMPARED'],
    ['workspace', 'WORKSPACE_UNREGISTERED'],
    ['workspace', 'WORKSPACE_NOT_COMPARED'],
    ['workspace', 'RICHPANEL_KEY_REFUSED'],
  ];
  it.each(unheard)('the %s with %s was not heard', (witness, code) => {
    expect(identify(all({ [witness]: check(CHECK_OF[witness], 'fail', code) })).silent).toEqual([
      witness,
    ]);
  });

  it('a secret that is not compared in dev agrees: that is a warning', () => {
    const compared = check('secret.openai/api_key.fingerprint', 'not-compared');

    expect(identify([...all(), compared]).agreeing).toContain('secrets');
  });

  it('one bad secret among good ones is enough', () => {
    const tag = check('secret.openai/api_key.tag', 'fail', 'SECRET_TAG_DIFFERS');

    expect(identify([...all(), tag]).disagreeing).toEqual(['secrets']);
    expect(identify([...all(), check('secret.x', 'skipped')]).silent).toEqual(['secrets']);
  });

  it('no failed or skipped check ever counts as agreeing, whatever its code', () => {
    const ids = fc.constantFrom(...Object.values(CHECK_OF), 'secret.a', 'secret.a.tag', 'flag.x');
    const codes = fc.constantFrom(null, 'SOMETHING', ...[...words, ...unheard].map(([, c]) => c));
    const one = fc.tuple(ids, fc.constantFrom(...CHECK_STATUSES), codes);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (rows) => {
        const checks = rows.map(([id, status, code]) => check(id, status, code));
        const { agreeing, silent, disagreeing } = identify(checks);
        const bad = checks.filter(({ status }) => status === 'fail' || status === 'skipped');
        const witnessOf = ({ id }: Check) =>
          ASKED.find((w) => (w === 'secrets' ? id.startsWith('secret.') : CHECK_OF[w] === id));

        for (const found of bad) expect(agreeing).not.toContain(witnessOf(found));
        for (const witness of agreeing.filter((name) => name !== 'environment'))
          expect(checks.map(witnessOf)).toContain(witness);
        expect([...agreeing, ...silent, ...disagreeing].sort()).toEqual(
          ['environment', ...ASKED].sort(),
        );
      }),
    );
  });
});

const SAFER: readonly string[] = ['account.init', 'flags.write'];
/** What comes before the workspace is on file. */
const BEFORE_WORKSPACE: readonly string[] = [
  'workspace.read',
  'workspace.register',
  'secrets.fingerprint',
];

function outcome(proposal: Proposal, identity: Identity): string {
  const context = allowingContext();
  // Prod's context allows everything; only the identity is in question here.
  const process = { ...context.process, identity: { ...identity, environment: 'prod' as const } };
  return decide(proposal, { ...context, process }).outcome;
}

function safer(name: (typeof EFFECT_NAMES)[number]): Proposal {
  const proposal = allowingProposal(name);
  return 'direction' in proposal ? { ...proposal, direction: 'safer' } : proposal;
}

describe('I7 the gate with a witness that does not agree', () => {
  const without = (witness: Witness, word: 'silent' | 'disagreeing'): Identity => {
    const identity = identify(all());
    const agreeing = identity.agreeing.filter((name) => name !== witness);
    return { ...identity, agreeing, [word]: [witness] };
  };

  it('allows everything while all agree', () => {
    for (const name of EFFECT_NAMES)
      expect(outcome(allowingProposal(name), identify(all()))).toBe('allow');
  });

  it.each(['account', 'region'] as const)('refuses every effect without the %s', (witness) => {
    for (const word of ['silent', 'disagreeing'] as const) {
      for (const name of EFFECT_NAMES) {
        expect(outcome(allowingProposal(name), without(witness, word))).toBe('deny');
        expect(outcome(safer(name), without(witness, word))).toBe('deny');
      }
    }
  });

  it.each(['marker', 'secrets'] as const)(
    'refuses without the %s all but a write toward safer and the init',
    (witness) => {
      for (const name of EFFECT_NAMES) {
        const isSpared = SAFER.includes(name);

        expect(outcome(safer(name), without(witness, 'silent'))).toBe(isSpared ? 'allow' : 'deny');
        expect(outcome(safer(name), without(witness, 'disagreeing'))).toBe(
          name === 'flags.write' ? 'allow' : 'deny',
        );
      }
      expect(outcome(allowingProposal('flags.write'), without(witness, 'silent'))).toBe('deny');
    },
  );

  it('without the workspace only reads and registers the workspace and compares the keys', () => {
    for (const word of ['silent', 'disagreeing'] as const) {
      for (const name of EFFECT_NAMES) {
        const isSpared = BEFORE_WORKSPACE.includes(name) || name === 'flags.write';
        const isInit = name === 'account.init' && word === 'silent';

        expect(outcome(safer(name), without('workspace', word))).toBe(
          isSpared || isInit ? 'allow' : 'deny',
        );
      }
    }
  });
});
