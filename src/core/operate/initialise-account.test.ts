import { describe, expect, it } from 'vitest';
import { createRememberingLedger } from '../../../test/contract/helpdesk-harness.ts';
import { allowingContext } from '../../../test/support/gate-context.ts';
import {
  createFakeAccount,
  type FakeAccount,
  rawParameter,
  START_MS,
} from '../../../test/support/preflight-fixture.ts';
import type { ParameterStore } from '../environment/account.ts';
import type { Witness } from '../environment/identity.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { markerParameter } from '../environment/resource.names.ts';
import { flagParameter, INITIAL_FLAGS, REQUIRED_FLAGS } from '../flags/names.ts';
import { initialiseAccount, planAccountInit } from './initialise-account.ts';
import type { OperationDeps } from './operation.ts';

const OPERATOR = { actor: 'ada', reason: 'first set-up' };
const PLACE: readonly Witness[] = ['environment', 'account', 'region'];

interface Settings {
  readonly environment?: EnvironmentName;
  readonly agreeing?: readonly Witness[];
  readonly change?: (account: FakeAccount, store: ParameterStore) => Partial<ParameterStore>;
}

/** An account that was never set up, and the init of it by somebody who has proved the place. */
function prepare({ environment = 'dev', agreeing = PLACE, change }: Settings = {}) {
  const account = createFakeAccount(environment);
  account.parameters.clear();
  const { ledger, entries } = createRememberingLedger();
  const base = account.deps.parameters;
  const created: string[] = [];
  const create: ParameterStore['create'] = (name, raw) => {
    created.push(name);
    return base.create(name, raw);
  };
  const store = { ...base, create };
  const parameters: ParameterStore = { ...store, ...change?.(account, store) };
  const allowing = allowingContext();
  const identity = { ...allowing.process.identity, environment, agreeing };
  const operatorContext = () => {
    return { ...allowing, process: { ...allowing.process, environment, identity } };
  };
  const deps: OperationDeps & { readonly parameters: ParameterStore } = {
    ...{ ledger, operatorContext, parameters, clock: { now: () => START_MS } },
    approvals: { isReleaseApproved: async () => false },
  };
  const plan = () => planAccountInit(environment, parameters);
  const init = async () => initialiseAccount(await plan(), OPERATOR, deps);
  return { account, entries, created, plan, init };
}

function rawsOf({ parameters }: FakeAccount): Record<string, string> {
  const raws = [...parameters].map(([name, reading]) => {
    return [name, reading.state === 'raw' ? reading.raw : reading.state] as const;
  });
  return Object.fromEntries(raws);
}

function wholeOf(environment: EnvironmentName): Record<string, string> {
  const flags = REQUIRED_FLAGS.map((flag) => {
    return [flagParameter(environment, flag), String(INITIAL_FLAGS[environment][flag])] as const;
  });
  return { ...Object.fromEntries(flags), [markerParameter(environment)]: environment };
}

describe('R4.1 R5.1 the init of an account', () => {
  it.each(ENVIRONMENT_NAMES)('writes %s’s marker and safe flags, the marker last', async (name) => {
    const { account, created, init } = prepare({ environment: name });

    await init();

    expect(rawsOf(account)).toEqual(wholeOf(name));
    expect(created.at(-1)).toBe(markerParameter(name));
    expect(created).toHaveLength(4);
  });

  it('shows its plan and writes nothing for it', async () => {
    const { account, plan } = prepare();
    account.parameters.set(flagParameter('dev', 'safe_mode'), rawParameter('false', 'dev'));

    const planned = await plan();

    expect(planned.map(({ action }) => action)).toEqual(['kept', 'create', 'create', 'create']);
    expect(account.calls).toEqual(['ssm.read']);
  });

  it('is done once: the second time it neither writes nor asks the gate', async () => {
    const { account, entries, created, init } = prepare();
    await init();
    account.parameters.set(flagParameter('dev', 'safe_mode'), rawParameter('false', 'dev'));
    const rows = entries.length;

    await init();

    expect(created).toHaveLength(4);
    expect(entries).toHaveLength(rows);
    expect(rawsOf(account)[flagParameter('dev', 'safe_mode')]).toBe('false');
  });

  it('keeps every value that is there, whatever it is', async () => {
    const { account, init } = prepare();
    const safe = flagParameter('dev', 'safe_mode');
    account.parameters.set(safe, rawParameter('ture', 'dev'));

    await init();

    expect(rawsOf(account)).toEqual({ ...wholeOf('dev'), [safe]: 'ture' });
  });

  it('says on the ledger who, why and what, for each thing that it wrote', async () => {
    const { entries, init } = prepare();

    await init();

    expect(entries[0]).toMatchObject({
      kind: 'decision',
      effect: 'account.init',
      outcome: 'allow',
    });
    const written = Object.entries(wholeOf('dev'));
    expect(entries.slice(1)).toMatchObject(
      written.map(([flag, after]) => ({
        kind: 'operator',
        effect: 'account.init',
        outcome: 'done',
        detail: { ...OPERATOR, flag, before: 'missing', after },
      })),
    );
  });

  it.each(['staging', 'prod'] as const)(
    'refuses an account with the marker of %s',
    async (other) => {
      for (const raw of [other, 'dev', '']) {
        const { account, created, init } = prepare();
        account.parameters.set(markerParameter(other), rawParameter(raw, 'dev'));

        await expect(init()).rejects.toMatchObject({ code: 'MARKER_FOREIGN', exitCode: 1 });
        expect(created).toEqual([]);
      }
    },
  );

  it.each(['prod', 'DEV', 'dev ', ''])('refuses its own marker that says %o', async (raw) => {
    const { account, created, init } = prepare();
    account.parameters.set(markerParameter('dev'), rawParameter(raw, 'dev'));

    await expect(init()).rejects.toMatchObject({ code: 'MARKER_DIFFERS' });
    expect(created).toEqual([]);
  });

  it('I7 refuses where any marker or flag cannot be read', async () => {
    const names = [...ENVIRONMENT_NAMES.map(markerParameter), flagParameter('dev', 'safe_mode')];
    for (const name of names) {
      const { account, created, init } = prepare();
      account.parameters.set(name, { state: 'unreadable', failure: 'ACCESS_DENIED' });

      await expect(init()).rejects.toMatchObject({ code: 'MARKER_UNREADABLE' });
      expect(created).toEqual([]);
    }
  });

  it('I7 refuses a store that does not answer for everything', async () => {
    const { created, init } = prepare({ change: () => ({ read: async () => new Map() }) });

    await expect(init()).rejects.toMatchObject({ code: 'MARKER_UNREADABLE' });
    expect(created).toEqual([]);
  });

  it('R2.1 is refused by the gate where account or region were not heard', async () => {
    for (const witness of PLACE) {
      const { account, entries, created, init } = prepare({
        agreeing: PLACE.filter((one) => one !== witness),
      });

      await expect(init()).rejects.toMatchObject({ code: 'IDENTITY_UNVERIFIED' });
      expect(created).toEqual([]);
      expect(account.parameters.size).toBe(0);
      expect(entries).toMatchObject([{ kind: 'decision', outcome: 'deny' }]);
    }
  });

  it('after a crash at any write the next run makes it whole, and no marker stands before', async () => {
    for (let survived = 0; survived < 4; survived += 1) {
      let writes = 0;
      const { account, init } = prepare({
        change: (_, store) => ({
          create: async (name, raw) => {
            writes += 1;
            if (writes === survived + 1) throw new Error('crash');
            return store.create(name, raw);
          },
        }),
      });

      await expect(init()).rejects.toThrow('crash');
      expect(account.parameters.size).toBe(survived);
      expect(account.parameters.has(markerParameter('dev'))).toBe(false);

      await init();
      expect(rawsOf(account)).toEqual(wholeOf('dev'));
    }
  });

  it('leaves what somebody else created meanwhile, and does not claim to have written it', async () => {
    const safe = flagParameter('dev', 'safe_mode');
    const { account, entries, init } = prepare({
      change: ({ parameters }, store) => ({
        create: (name, raw) => {
          if (name === safe) parameters.set(safe, rawParameter('true', 'dev'));
          return store.create(name, raw);
        },
      }),
    });

    await init();

    expect(rawsOf(account)).toEqual(wholeOf('dev'));
    expect(entries.filter(({ detail }) => detail?.flag === safe)).toEqual([]);
  });

  it('does not believe what does not read back as written', async () => {
    const marker = markerParameter('dev');
    const lost = prepare({ change: () => ({ create: async () => 'created' }) });
    const taken = prepare({
      change: ({ parameters }, store) => ({
        create: (name, raw) => {
          if (name === marker) parameters.set(marker, rawParameter('prod', 'dev'));
          return store.create(name, raw);
        },
      }),
    });

    await expect(lost.init()).rejects.toMatchObject({ code: 'INIT_NOT_WRITTEN' });
    await expect(taken.init()).rejects.toMatchObject({ code: 'INIT_NOT_WRITTEN' });
  });
});
