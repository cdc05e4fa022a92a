import { createSsmFlags } from '../../src/adapters/aws/ssm-flags.ts';
import { type FlagName, flagParameter } from '../../src/core/flags/names.ts';
import { openAccount, TEST_ACCOUNT, TEST_REGION } from './aws-stand-in/account-fixture.ts';
import { startAwsStandIn } from './aws-stand-in/aws-stand-in.ts';
import { type ParameterType, storeParameter } from './aws-stand-in/state.ts';
import type { FlagStore } from './flag-store.ts';

const START_MS = Date.UTC(2026, 10, 23, 9);

/**
 * The flags as parameters of an account, through the real SDK, outbound and transport. The age of a reading is told by a
 * clock of the test's own.
 *
 * @param type - as whoever made the parameters chose it
 */
export async function ssmFlagStore(type: ParameterType): Promise<FlagStore> {
  const standIn = await startAwsStandIn({ accountId: TEST_ACCOUNT, region: TEST_REGION });
  const account = openAccount(standIn.origin);
  let nowMs = START_MS;
  const { parameters } = account.services;
  return {
    port: createSsmFlags({ parameters, clock: { now: () => nowMs }, environment: 'prod' }),
    now: () => nowMs,
    advance: async (ms) => {
      nowMs += ms;
    },
    reopen: async () => null,
    breakStore: async () => standIn.fail({ kind: 'access-denied' }),
    plant: async (flag: FlagName, raw: string) =>
      void storeParameter(standIn.state, flagParameter('prod', flag), raw, type),
    close: async () => {
      account.close();
      await standIn.close();
    },
  };
}
