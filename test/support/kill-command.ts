import type { DatabaseSync } from 'node:sqlite';
import type { LocalDatabase } from '../../src/adapters/local/database.ts';
import { createSqliteFlags } from '../../src/adapters/local/flags.ts';
import { createGroupCommit } from '../../src/adapters/local/group-commit.ts';
import { runRpmw } from '../../src/cli/program.ts';
import type { OpenFlags, OperatorStores, Surface } from '../../src/cli/surface.ts';
import type { FlagName } from '../../src/core/flags/names.ts';
import { NOTHING_APPROVED } from '../../src/core/gate/approval-source.ts';
import type { WorkLoopDeps } from '../../src/core/worker/worker.ts';
import { type PauseRules, pauseAround } from '../simulation/support/paused-port.ts';
import { allowingContext } from './gate-context.ts';
import { surfaceOfTests } from './in-process.ts';

export interface KillResult {
  readonly exitCode: number;
  readonly said: string;
}

export interface KillCommandParts {
  readonly sqlite: DatabaseSync;
  /** What the operator's process waits at, one pause before and one after each call. */
  readonly rules: PauseRules;
  /** The ports of the running service that a command beside it shares through the store. */
  readonly service: WorkLoopDeps;
  /** True when nobody else gets a turn between the calls that the command makes of the flags. */
  readonly isAtOnce: boolean;
  /** Told when a write of a flag has been committed. */
  readonly onWritten: (flag: FlagName) => void;
}

function unused(): never {
  throw new RangeError('a kill does not need this');
}

/** The flags as the command opens them, each call an await of its own at which others may go on. */
function openPausedSwitches({ sqlite, rules, isAtOnce, onWritten }: KillCommandParts): OpenFlags {
  const clock = rules.scheduler.clockOf(rules.actor);
  const pause: typeof pauseAround = isAtOnce ? async (_call, _rules, run) => run() : pauseAround;
  const committing = isAtOnce ? { ...clock, defer: (run: () => void) => run() } : clock;
  const { write } = createGroupCommit(sqlite, committing);
  const db: LocalDatabase = { sqlite, write, close: async () => undefined };
  const flags = createSqliteFlags({ db, clock, environment: 'dev' });
  const paused: OpenFlags['flags'] = {
    read: async (names) => {
      let readings: Awaited<ReturnType<typeof flags.read>> = new Map();
      await pause('flags.read', rules, async () => {
        readings = await flags.read(names);
      });
      return readings;
    },
    write: async (name, raw) => {
      let version = 0;
      await pause('flags.write', rules, async () => {
        version = await flags.write(name, raw);
        onWritten(name);
      });
      return version;
    },
    readAll: unused,
  };
  return { flags: paused, close: async () => undefined };
}

function openPausedStores(parts: KillCommandParts, flags: OpenFlags): OperatorStores {
  const { service } = parts;
  return {
    queue: service.queue,
    effects: service.effects,
    ledger: service.ledger,
    approvals: NOTHING_APPROVED,
    flags: flags.flags,
    operatorContext: () => ({ ...allowingContext(), process: service.process }),
    verifyLedger: unused,
    close: async () => undefined,
  };
}

/** The real command, over paused stores: only what it needs is there. */
export async function runKillCommand(
  args: readonly string[],
  parts: KillCommandParts,
): Promise<KillResult> {
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  const flags = openPausedSwitches(parts);
  const surface: Surface = {
    ...surfaceOfTests(),
    console: { out: say, err: say, isTerminal: false, confirm: async () => false },
    clock: parts.rules.scheduler.clockOf(parts.rules.actor),
    random: parts.service.random,
    openFlags: async () => flags,
    openStores: async () => openPausedStores(parts, flags),
  };
  const exitCode = await runRpmw(['kill', '--env', 'dev', ...args], surface);
  return { exitCode, said };
}
