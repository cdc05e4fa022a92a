import { type EnvironmentOptions, localOptionsOf, placeOf, runtimeOf } from './options.ts';
import type { LocalOptions, OperatorLedger, OperatorStores, Surface } from './surface.ts';

/** Hands something that was opened over, and closes it in every case. */
export async function closing<R extends { readonly close: () => Promise<void> }, T>(
  opened: R,
  use: (opened: R) => Promise<T>,
): Promise<T> {
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** Opens the stores of a data folder, hands them over, and closes them. */
export async function withStores<T>(
  surface: Surface,
  options: LocalOptions,
  use: (stores: OperatorStores) => Promise<T>,
): Promise<T> {
  return closing(await surface.openStores(options), use);
}

/**
 * Opens the ledger that a command means: the service's own on this machine, or, for an account, the record of what was
 * done in it from here.
 */
export async function withLedger<T>(
  options: EnvironmentOptions,
  surface: Surface,
  use: (ledger: Pick<OperatorLedger, 'ledger' | 'verifyLedger'>) => Promise<T>,
): Promise<T> {
  if (runtimeOf(options, surface) === 'local')
    return withStores(surface, localOptionsOf(options, surface), use);
  return closing(await surface.account.openLedger(placeOf(options, surface)), use);
}
