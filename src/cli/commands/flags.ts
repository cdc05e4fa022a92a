import type { Command } from 'commander';
import { flagParameter } from '../../core/flags/names.ts';
import {
  assertReason,
  needsNoWrite,
  parseFlagName,
  planFlagChange,
  setFlag,
} from '../../core/operate/set-flag.ts';
import { showFlags } from '../../core/operate/show-flags.ts';
import { confirmed } from '../console.ts';
import { withFlagControl } from '../flag-control.ts';
import { type AccountCliOptions, withAccount, withRuntime } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

async function get(name: string | undefined, options: AccountCliOptions, surface: Surface) {
  const { console } = surface;
  const wanted = name === undefined ? null : parseFlagName(name);
  await withFlagControl(options, 'read', surface, async ({ store, where, environment, flags }) => {
    const rows = await showFlags(wanted, environment, flags);
    if (options.json === true) return printJson(console, { schemaVersion: 1, store, flags: rows });
    const lines = rows.map((row) => [row.flag, row.state, row.value ?? '-', row.inForce]);
    console.out(formatTable([['flag', 'state', 'value', 'in force'], ...lines]));
    console.err(`store: ${where} (${store}, ${environment})\n`);
  });
}

interface SetOptions extends AccountCliOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

async function set(name: string, value: string, options: SetOptions, surface: Surface) {
  const { console, variables } = surface;
  const flag = parseFlagName(name);
  const reason = options.reason ?? '';
  await withFlagControl(options, 'write', surface, async (control) => {
    const { store, environment, flags } = control;
    const change = await planFlagChange(flag, value, flags);
    const { before, after, direction } = change;
    assertReason(change, reason);
    const parameter = flagParameter(environment, flag);
    console.err(`${parameter}: ${before} → ${after} (${direction}; store: ${store})\n`);
    if (needsNoWrite(change, store))
      return console.out(`✓ ${flag} is missing, which means its safe value\n`);
    if (direction === 'riskier') await control.prove();
    await confirmed('Write it?', options, console);
    const { isRecorded } = await setFlag(change, { actor: variables.actor, reason }, control);
    if (!isRecorded)
      console.err(
        '! LEDGER_ROW_MISSING: the ledger did not take the write; tell the person who keeps it\n',
      );
    if (options.json === true) return printJson(console, { schemaVersion: 1, store, ...change });
    console.out(`✓ ${flag} is ${after}\n`);
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
