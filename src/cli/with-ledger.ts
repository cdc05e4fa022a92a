import type { OperatorLedger } from './account-surface.ts';
import { type EnvironmentOptions, localOptionsOf, placeOf, runtimeOf } from './options.ts';
import type { Surface } from './surface.ts';
import { withStores } from './with-stores.ts';

type ReadableLedger = Pick<OperatorLedger, 'ledger' | 'verifyLedger'>;

/**
 * Opens the ledger that a command means: the service's own on this machine, or, for an account, the record of what was
 * done in it from here.
 */
export async function withLedger<T>(
  options: EnvironmentOptions,
  surface: Surface,
  use: (ledger: ReadableLedger) => Promise<T>,
): Promise<T> {
  if (runtimeOf(options, surface) === 'local')
    return withStores(surface, localOptionsOf(options, surface), use);
  const ledger = await surface.account.openLedger(placeOf(options, surface));
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}
