import type { Command } from 'commander';
import { ConfigurationError } from '../../core/errors.ts';
import { isFlagName } from '../../core/flags/direction.ts';
import {
  type FlagName,
  flagParameter,
  REQUIRED_FLAGS,
  SAFE_VALUES,
} from '../../core/flags/names.ts';
import { planFlagChange, setFlag } from '../../core/flags/set-flag.ts';
import {
  type FlagReading,
  parseBooleanFlag,
  parseChannelsFlag,
} from '../../core/flags/snapshot.ts';
import { type EnvironmentOptions, localOptionsOf, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { OperatorStores, Surface } from '../surface.ts';
import { withStores } from '../with-stores.ts';

interface FlagRow {
  readonly flag: FlagName;
  readonly parameter: string;
  readonly state: 'value' | 'missing' | 'not-set' | 'invalid' | 'unreadable';
  readonly value: string | null;
  /** What counts: the value, or the safe one. */
  readonly inForce: string;
}

const MAX_SHOWN_LENGTH = 64;

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
  const value = reading.state === 'raw' ? reading.raw.slice(0, MAX_SHOWN_LENGTH) : null;
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
    inForce: state === 'value' && value !== null ? value : safe,
  };
}

async function readRows(
  stores: OperatorStores,
  names: readonly FlagName[],
  parameter: (flag: FlagName) => string,
) {
  const readings = await stores.flags.read(names);
  return names.map((name) =>
    rowOf(name, readings.get(name) ?? { state: 'missing', readAtMs: 0 }, parameter(name)),
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

function registerGet(noun: Command, surface: Surface): void {
  withEnvironment(noun.command('get [name]').description('show one flag, or all')).action(
    async (name: string | undefined, options: EnvironmentOptions) => {
      const wanted = name === undefined ? null : parseFlagName(name);
      const local = localOptionsOf(options, surface);
      await withStores(surface, local, async (stores) => {
        const all: FlagName[] = [...REQUIRED_FLAGS, 'automation_channels'];
        const names =
          wanted === null
            ? [...new Set([...all, ...(await stores.flags.readAll()).keys()])]
            : [wanted];
        const rows = await readRows(stores, names, (flag) =>
          flagParameter(local.environment, flag),
        );
        if (options.json === true)
          return printJson(surface.console, { schemaVersion: 1, store: 'local', flags: rows });
        const lines = rows.map((row) => [row.flag, row.state, row.value ?? '-', row.inForce]);
        surface.console.out(formatTable([['flag', 'state', 'value', 'in force'], ...lines]));
        surface.console.err(`store: ${local.dataDir} (local, ${local.environment})\n`);
      });
    },
  );
}

interface SetOptions extends EnvironmentOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

function registerSet(noun: Command, surface: Surface): void {
  withEnvironment(noun.command('set <name> <value>').description('write one flag'))
    .option('--reason <text>', 'why; stands on the ledger')
    .option('--yes', 'do not ask')
    .action(async (name: string, value: string, options: SetOptions) => {
      const flag = parseFlagName(name);
      const reason = options.reason ?? '';
      const local = localOptionsOf(options, surface);
      await withStores(surface, local, async (stores) => {
        const change = await planFlagChange(flag, value, stores.flags);
        if (change.direction === 'riskier' && reason.trim() === '') {
          throw new ConfigurationError(
            'REASON_MISSING',
            'Nobody said why.',
            'Add --reason "…".',
            2,
          );
        }
        surface.console.err(
          `${flagParameter(local.environment, flag)}: ${change.before ?? 'missing'} → ${change.after} (${change.direction}; store: local)\n`,
        );
        const isAgreed = options.yes === true || (await surface.console.confirm('Write it?'));
        if (!isAgreed)
          throw new ConfigurationError(
            'NOT_CONFIRMED',
            'Nothing was written.',
            'Answer yes, or add --yes.',
          );
        const deps = { ...stores, clock: surface.clock };
        const { isRecorded } = await setFlag(
          change,
          { actor: surface.variables.actor, reason },
          deps,
        );
        if (!isRecorded)
          surface.console.err(
            '! LEDGER_ROW_MISSING: the ledger did not take the write; tell whoever keeps it\n',
          );
        if (options.json === true)
          return printJson(surface.console, { schemaVersion: 1, store: 'local', ...change });
        surface.console.out(`✓ ${flag} is ${change.after}\n`);
      });
    });
}

/** `flags get|set`: the switches, read and written where the running service reads them. */
export function registerFlags(program: Command, surface: Surface): void {
  const noun = program.command('flags').description('the switches');
  registerGet(noun, surface);
  registerSet(noun, surface);
}
