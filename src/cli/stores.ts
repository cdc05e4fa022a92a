import { type EnvironmentOptions, localOptionsOf, placeOf, runtimeOf } from './options.ts';
import type { LocalOptions, OperatorLedger, OperatorStores, Surface } from './surface.ts';

/** Opens the stores of a data folder, hands them over, and closes them in every case. */
export async function withStores<T>(
  surface: Surface,
  options: LocalOptions,
  use: (stores: OperatorStores) => Promise<T>,
): Promise<T> {
  const stores = await surface.openStores(options);
  try {
    return await use(stores);
  } finally {
    await stores.close();
  }
}

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
