import type { EnvironmentName } from '../core/environment/names.ts';
import type { Flags } from '../core/flags/flag-source.ts';
import type { AskedWorkers } from '../core/operate/kill.ts';
import type { OperationDeps } from '../core/operate/operation.ts';
import type { GuardNeed } from '../core/preflight/account-guard.ts';
import { type AccountCliOptions, accountOptionsOf, localOptionsOf, runtimeOf } from './options.ts';
import { closing } from './stores.ts';
import type { LocalOptions, OperatorStores, Surface } from './surface.ts';

/** The flags of one environment, on this machine or in an account, and what is needed to change them. */
export interface FlagControl {
  readonly store: 'local' | 'aws';
  /** For people: the folder, or the account. */
  readonly where: string;
  readonly environment: EnvironmentName;
  readonly flags: Flags;
  /** Proves what a change toward riskier needs. @throws {ConfigurationError} */
  readonly prove: () => Promise<void>;
  /** Opened when it is asked for: a change toward safer must not wait for it. */
  readonly operation: () => Promise<OperationDeps>;
  /** Opens the way to ask a worker what it sees; null where none can be asked. */
  readonly workers: () => Promise<AskedWorkers | null>;
  readonly close: () => Promise<void>;
}

/** The stores of a data folder, opened once, and only when they are asked for. */
function lazyStores(local: LocalOptions, surface: Surface) {
  let opened: Promise<OperatorStores> | null = null;
  return {
    open: () => (opened ??= surface.openStores(local)),
    close: async () => {
      // The caller that asked was told when a store did not open; there is nothing to close.
      const stores = await opened?.catch(() => null);
      await stores?.close();
    },
  };
}

async function openLocalControl(
  local: LocalOptions,
  isKill: boolean,
  surface: Surface,
): Promise<FlagControl> {
  const lazy = lazyStores(local, surface);
  const opened = isKill ? await surface.openFlags(local) : null;
  const { flags } = opened ?? (await lazy.open());
  return {
    store: 'local',
    where: local.dataDir,
    environment: local.environment,
    flags,
    prove: async () => undefined,
    operation: async () => ({ ...(await lazy.open()), clock: surface.clock }),
    workers: lazy.open,
    close: async () => {
      await opened?.close();
      await lazy.close();
    },
  };
}

async function openAccountControl(
  options: AccountCliOptions,
  need: GuardNeed,
  surface: Surface,
): Promise<FlagControl> {
  const session = await surface.account.open({ ...accountOptionsOf(options, surface), need });
  return {
    store: 'aws',
    where: `account ${session.accountId}`,
    environment: session.environment,
    flags: session.flags,
    prove: () => session.require('workspace'),
    operation: session.operation,
    workers: async () => null,
    close: session.close,
  };
}

/**
 * Opens the flags that a command means, hands them over, and closes them in every case.
 * @param use a kill opens nothing but the flags; to read wants the marker of an account, to write the account and region
 */
export async function withFlagControl<T>(
  options: AccountCliOptions,
  use: 'read' | 'write' | 'kill',
  surface: Surface,
  work: (control: FlagControl) => Promise<T>,
): Promise<T> {
  const control =
    runtimeOf(options, surface) === 'local'
      ? await openLocalControl(localOptionsOf(options, surface), use === 'kill', surface)
      : await openAccountControl(options, use === 'read' ? 'marker' : 'account', surface);
  return closing(control, work);
}
