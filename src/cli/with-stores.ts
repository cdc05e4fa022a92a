import type { LocalOptions } from './local-options.ts';
import type { OperatorStores, Surface } from './surface.ts';

/** Opens the stores of a data folder, hands them over, and closes them whatever happens. */
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
