import { createSsmFlags } from '../../../src/adapters/aws/ssm-flags.ts';
import type { FlagsHarness } from '../../contract/flags.contract.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { type OpenAccount, openAccount, TEST_ACCOUNT, TEST_REGION } from './account-fixture.ts';
import { startAwsStandIn } from './aws-stand-in.ts';
import type { Moto } from './moto.ts';

interface Account {
  readonly origin: string;
  /** Null where it cannot be made to fail. */
  readonly breakStore: FlagsHarness['breakStore'];
  close(): Promise<void>;
}

/** Flags of an account; the clock that stamps readings is virtual, the wire is not. */
function flagsOnAccount(account: Account): FlagsHarness {
  const time = createVirtualClock(Date.UTC(2026, 10, 23, 12));
  const { clock } = time;
  const opened: OpenAccount[] = [];
  const open = () => {
    const one = openAccount(account.origin);
    opened.push(one);
    return createSsmFlags({ parameters: one.services.parameters, clock, environment: 'dev' });
  };
  return {
    port: open(),
    now: () => clock.now(),
    advance: time.advance,
    reopen: async () => open(),
    breakStore: account.breakStore,
    close: async () => {
      for (const one of opened) one.close();
      await account.close();
    },
  };
}

export async function flagsOnStandIn(): Promise<FlagsHarness> {
  const standIn = await startAwsStandIn({ accountId: TEST_ACCOUNT, region: TEST_REGION });
  return flagsOnAccount({
    origin: standIn.origin,
    breakStore: async () => standIn.fail({ kind: 'access-denied' }),
    close: () => standIn.close(),
  });
}

/** Moto cannot be made to fail, so the case about a store that breaks proves nothing there. */
export async function flagsOnMoto(moto: Moto): Promise<FlagsHarness> {
  await moto.reset();
  return flagsOnAccount({ origin: moto.origin, breakStore: null, close: async () => undefined });
}
