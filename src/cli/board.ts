import type { EnvironmentName } from '../core/environment/names.ts';
import type { OperationDeps } from '../core/operate/operation.ts';
import type { DoorNeed } from '../core/preflight/door.ts';
import { type AccountCliOptions, accountOptionsOf } from './account-options.ts';
import type { Flags } from './flags-port.ts';
import type { LocalOptions } from './local-options.ts';
import { localOptionsOf, runtimeOf } from './options.ts';
import type { OperatorStores, Surface } from './surface.ts';

/** The flags of one environment, wherever they live, and what is needed to move them. */
export interface Board {
  readonly store: 'local' | 'aws';
  /** For people: the folder, or the account. */
  readonly where: string;
  readonly environment: EnvironmentName;
  readonly flags: Flags;
  /** Proves what a move toward riskier needs. @throws {ConfigurationError} */
  readonly prove: () => Promise<void>;
  /** Opened when it is asked for: a move toward safer must not wait for it. */
  readonly operation: () => Promise<OperationDeps>;
  /** How a worker is asked what it sees; null where none can be. */
  readonly workers: () => Promise<Pick<OperatorStores, 'queue' | 'ledger'> | null>;
  readonly close: () => Promise<void>;
}

/** The stores of a data folder, opened once and only if somebody asks. */
function lazyStores(local: LocalOptions, surface: Surface) {
  let opened: Promise<OperatorStores> | null = null;
  return {
    open: () => (opened ??= surface.openStores(local)),
    close: async () => {
      // A store that did not open is told to whoever asked for it; there is nothing to close.
      const stores = await opened?.catch(() => null);
      await stores?.close();
    },
  };
}

async function openLocalBoard(
  local: LocalOptions,
  isKill: boolean,
  surface: Surface,
): Promise<Board> {
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

async function openAccountBoard(
  options: AccountCliOptions,
  need: DoorNeed,
  surface: Surface,
): Promise<Board> {
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
 * Opens the flags that a command means: of this machine, or of an account, through its door.
 * @param use a kill opens nothing but the flags; to look wants the marker, to write the account and region
 */
export async function openBoard(
  options: AccountCliOptions,
  use: 'look' | 'write' | 'kill',
  surface: Surface,
): Promise<Board> {
  if (runtimeOf(options, surface) === 'local')
    return openLocalBoard(localOptionsOf(options, surface), use === 'kill', surface);
  return openAccountBoard(options, use === 'look' ? 'marker' : 'account', surface);
}

/** Hands the flags over and closes them whatever happens. */
export async function withBoard<T>(
  options: AccountCliOptions,
  use: 'look' | 'write' | 'kill',
  surface: Surface,
  work: (board: Board) => Promise<T>,
): Promise<T> {
  const board = await openBoard(options, use, surface);
  try {
    return await work(board);
  } finally {
    await board.close();
  }
}
