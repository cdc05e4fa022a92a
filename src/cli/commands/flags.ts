import type { Command } from 'commander';
import { isFlagName } from '../../core/flags/direction.ts';
import {
  type FlagName,
  flagParameter,
  REQUIRED_FLAGS,
  SAFE_VALUES,
} from '../../core/flags/names.ts';
import {
  type FlagReading,
  parseBooleanFlag,
  parseChannelsFlag,
} from '../../core/flags/snapshot.ts';
import { type FlagChange, planFlagChange, setFlag } from '../../core/operate/set-flag.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { type AccountCliOptions, withAccount } from '../account-options.ts';
import { type Board, withBoard } from '../board.ts';
import { confirmed } from '../confirmed.ts';
import { withRuntime } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface FlagRow {
  readonly flag: FlagName;
  readonly parameter: string;
  readonly state: 'value' | 'missing' | 'not-set' | 'invalid' | 'unreadable';
  readonly value: string | null;
  /** What counts: the value, or the safe one. */
  readonly inForce: string;
}

function stateOf(flag: FlagName, reading: FlagReading): FlagRow['state'] {
  const isRequired = (REQUIRED_FLAGS as readonly string[]).includes(flag);
  if (reading.state === 'missing') return isRequired ? 'missing' : 'not-set';
  if (reading.state === 'unreadable') return 'unreadable';
  const parsed =
    flag === 'automation_channels' ? parseChannelsFlag(reading.raw) : parseBooleanFlag(reading.raw);
  return parsed === null ? 'invalid' : 'value';
}

function rowOf(flag: FlagName, reading: FlagReading, parameter: string): FlagRow {
  const state = stateOf(flag, reading);
  // Only a value of the closed set is shown: somebody may have pasted a key.
  const value = state === 'value' && reading.state === 'raw' ? reading.raw : null;
  const safe =
    flag === 'automation_channels'
      ? 'none'
      : String(
          Object.hasOwn(SAFE_VALUES, flag) ? SAFE_VALUES[flag as keyof typeof SAFE_VALUES] : false,
        );
  return {
    flag,
    parameter,
    state,
    value,
    inForce: value ?? safe,
  };
}

async function readRows(board: Board, names: readonly FlagName[]): Promise<readonly FlagRow[]> {
  const readings = await board.flags.read(names);
  return names.map((name) =>
    rowOf(
      name,
      readings.get(name) ?? { state: 'missing', readAtMs: 0 },
      flagParameter(board.environment, name),
    ),
  );
}

function parseFlagName(name: string): FlagName {
  if (isFlagName(name)) return name;
  throw new ConfigurationError(
    'FLAG_UNKNOWN',
    'There is no such flag.',
    'Flags are safe_mode, automation_enabled, routing_enabled, automation_channels and template_enabled/<template id>.',
    2,
  );
}

const FIXED: readonly FlagName[] = [...REQUIRED_FLAGS, 'automation_channels'];

/** The four fixed flags, and every template's that is set. */
async function namesToShow(board: Board): Promise<readonly FlagName[]> {
  const all = [...(await board.flags.readAll())];
  const set = all.filter(([, reading]) => reading.state !== 'missing').map(([name]) => name);
  return [...new Set([...FIXED, ...set])];
}

async function get(name: string | undefined, options: AccountCliOptions, surface: Surface) {
  const wanted = name === undefined ? null : parseFlagName(name);
  await withBoard(options, 'look', surface, async (board) => {
    const rows = await readRows(board, wanted === null ? await namesToShow(board) : [wanted]);
    if (options.json === true)
      return printJson(surface.console, { schemaVersion: 1, store: board.store, flags: rows });
    const lines = rows.map((row) => [row.flag, row.state, row.value ?? '-', row.inForce]);
    surface.console.out(formatTable([['flag', 'state', 'value', 'in force'], ...lines]));
    surface.console.err(`store: ${board.where} (${board.store}, ${board.environment})\n`);
  });
}

interface SetOptions extends AccountCliOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

function assertReason(change: FlagChange, reason: string): void {
  if (change.direction === 'safer' || reason.trim() !== '') return;
  throw new ConfigurationError('REASON_MISSING', 'Nobody said why.', 'Add --reason "…".', 2);
}

async function set(name: string, value: string, options: SetOptions, surface: Surface) {
  const flag = parseFlagName(name);
  const reason = options.reason ?? '';
  await withBoard(options, 'write', surface, async (board) => {
    const change = await planFlagChange(flag, value, board.flags);
    const { before, after, direction } = change;
    assertReason(change, reason);
    surface.console.err(
      `${flagParameter(board.environment, flag)}: ${before} → ${after} (${direction}; store: ${board.store})\n`,
    );
    if (board.store === 'aws' && direction === 'safer' && before === 'missing') {
      // A write could only create a parameter in a wrong place (D17).
      return surface.console.out(`✓ ${flag} is missing, which means its safe value\n`);
    }
    if (direction === 'riskier') await board.prove();
    await confirmed('Write it?', options, surface.console);
    const operator = { actor: surface.variables.actor, reason };
    const { isRecorded } = await setFlag(change, operator, board);
    if (!isRecorded)
      surface.console.err(
        '! LEDGER_ROW_MISSING: the ledger did not take the write; tell whoever keeps it\n',
      );
    if (options.json === true)
      return printJson(surface.console, { schemaVersion: 1, store: board.store, ...change });
    surface.console.out(`✓ ${flag} is ${change.after}\n`);
  });
}

/** `flags get|set`: the flags, read and written where the running service reads them. */
export function registerFlags(program: Command, surface: Surface): void {
  const noun = program.command('flags').description('the flags');
  withRuntime(withAccount(noun.command('get [name]').description('show one flag, or all'))).action(
    (name: string | undefined, options: AccountCliOptions) => get(name, options, surface),
  );
  withRuntime(withAccount(noun.command('set <name> <value>').description('write one flag')))
    .option('--reason <text>', 'why; stands on the ledger')
    .option('--yes', 'do not ask')
    .action((name: string, value: string, options: SetOptions) =>
      set(name, value, options, surface),
    );
}
