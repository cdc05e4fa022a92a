import { describe, expect, it } from 'vitest';
import type {
  CallerIdentity,
  ParameterReading,
  ParameterStore,
  SecretVault,
} from '../../src/core/environment/account.ts';
import { useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import {
  callerIdentityOnStandIn,
  parameterStoreOnStandIn,
  secretVaultOnStandIn,
} from '../support/aws-stand-in/harnesses.ts';
import { CALLER_IDENTITY_CASES } from './caller-identity.contract.ts';
import { type ContractCase, listFailures } from './contract-case.ts';
import { PARAMETER_STORE_CASES } from './parameter-store.contract.ts';
import { SECRET_VAULT_CASES } from './secret-vault.contract.ts';

useTestCredentials();

async function spoil<P, H extends { readonly port: P; close(): Promise<void> }>(
  opening: Promise<H>,
  damage: (port: P) => P,
): Promise<H> {
  const harness = await opening;
  return { ...harness, port: damage(harness.port) };
}

/** The contracts wait for time-outs and throttling; these cases are quick, and enough to be caught by. */
function quick<H>(cases: readonly ContractCase<H>[]): readonly ContractCase<H>[] {
  return cases.filter(
    ({ name }) => !/\bhang\b|slow down|THROTTLED|no time|server-error/.test(name),
  );
}

const failuresOfCaller = (damage: (port: CallerIdentity) => CallerIdentity) =>
  listFailures(quick(CALLER_IDENTITY_CASES), () => spoil(callerIdentityOnStandIn(), damage));
const failuresOfParameters = (damage: (port: ParameterStore) => ParameterStore) =>
  listFailures(quick(PARAMETER_STORE_CASES), () => spoil(parameterStoreOnStandIn(), damage));
const failuresOfVault = (damage: (port: SecretVault) => SecretVault) =>
  listFailures(quick(SECRET_VAULT_CASES), () => spoil(secretVaultOnStandIn(), damage));

describe('the contract of CallerIdentity turns red', () => {
  it('when an answer is kept', async () => {
    const failed = await failuresOfCaller((port) => {
      const first = port.whoAmI();
      return { whoAmI: () => first };
    });

    expect(failed).toContain('R2.1 asks every time: an answer of before is never given again');
  });

  it('when the session name is kept', async () => {
    const failed = await failuresOfCaller((port) => ({
      whoAmI: async () => ({
        ...(await port.whoAmI()),
        arn: 'arn:aws:sts::222233334444:assumed-role/operator/canary',
      }),
    }));

    expect(failed).toContain('R2.3 names the account and keeps nothing else of the answer');
  });

  it('when the time of a refusal is dropped', async () => {
    const failed = await failuresOfCaller((port) => ({
      whoAmI: async () => {
        const reading = await port.whoAmI();
        return reading.outcome === 'failed' ? { ...reading, serverTimeMs: null } : reading;
      },
    }));

    expect(failed).toEqual(['says what the clock of the service says, also on a refusal']);
  });
});

describe('the contract of ParameterStore turns red', () => {
  it('D5 when what cannot be read is called missing', async () => {
    const toMissing = (reading: ParameterReading): ParameterReading =>
      reading.state === 'unreadable' ? { state: 'missing' } : reading;
    const failed = await failuresOfParameters((port) => ({
      ...port,
      read: async (names) =>
        new Map([...(await port.read(names))].map(([name, one]) => [name, toMissing(one)])),
    }));

    expect(failed).toContain(
      'D5 calls access-denied ACCESS_DENIED when it reads, and never throws',
    );
    expect(failed).toContain('R2.2 one parameter refused with access-denied hides no other');
  });

  it('when creating writes over what is there', async () => {
    const failed = await failuresOfParameters((port) => ({
      ...port,
      create: async (name, raw) => {
        await port.overwrite(name, raw);
        return 'created';
      },
    }));

    expect(failed).toContain('creates what is not there, and changes nothing that is');
    expect(failed).toContain('creates a parameter once, however many try at the same time');
  });

  it('when a name is left out', async () => {
    const failed = await failuresOfParameters((port) => ({
      ...port,
      read: async (names) => new Map([...(await port.read(names))].slice(0, 10)),
    }));

    expect(failed).toContain('has an entry for every name, however many, and asks for each once');
  });

  it('R2.3 when an error keeps the one of the SDK', async () => {
    const failed = await failuresOfParameters((port) => ({
      ...port,
      overwrite: (name, raw) =>
        port.overwrite(name, raw).catch((thrown: unknown) => {
          const cause = new Error('User: arn:aws:sts::222233334444:assumed-role/operator/canary');
          throw Object.assign(new Error('wrapped', { cause }), thrown);
        }),
    }));

    expect(failed).toContain(
      'calls access-denied ACCESS_DENIED when it writes, and says nothing else about it',
    );
  });
});

describe('the contract of SecretVault turns red', () => {
  it('R2.2 when a secret without a value is called missing', async () => {
    const failed = await failuresOfVault((port) => ({
      ...port,
      read: async (name) => {
        const reading = await port.read(name);
        return reading.outcome === 'empty' ? { outcome: 'missing' } : reading;
      },
    }));

    expect(failed).toEqual(['R2.2 tells a secret without a value from one that does not exist']);
  });

  it('when a value is kept', async () => {
    const failed = await failuresOfVault((port) => {
      const known = new Map<string, ReturnType<SecretVault['read']>>();
      return {
        ...port,
        read: (name) => {
          const reading = known.get(name) ?? port.read(name);
          known.set(name, reading);
          return reading;
        },
      };
    });

    expect(failed).toContain('asks the vault every time');
  });
});
