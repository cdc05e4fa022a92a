import type { Command } from 'commander';
import type { LedgerEntry } from '../../core/gate/ledger.ts';
import { type EnvironmentOptions, wholeNumber, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import { withLedger } from '../stores.ts';
import type { Surface } from '../surface.ts';

interface ShowOptions extends EnvironmentOptions {
  readonly chain?: string;
  readonly limit: number;
}

/** Who did what, and why, where a person did. */
function actOf({ detail }: LedgerEntry): string {
  if (detail?.actor === undefined) return '';
  const { actor, flag = '', before, after = '', reason = '' } = detail;
  const change = before === undefined ? after : `${before} → ${after}`;
  return `${actor}: ${flag} ${change} (${reason})`;
}

function rowOf(entry: LedgerEntry): string[] {
  const at = new Date(entry.atMs).toISOString();
  return [
    at,
    entry.chain,
    String(entry.seq),
    entry.kind,
    entry.effect,
    entry.outcome,
    entry.codes.join(' '),
    actOf(entry),
  ];
}

function registerShow(noun: Command, surface: Surface): void {
  withEnvironment(noun.command('show').description('show entries, oldest first'))
    .option('--chain <ref>', 'one ticket’s chain (a ticketRef), operator, process or checkpoint')
    .option('--limit <n>', 'how many at the most', wholeNumber(1, 1_000_000), 200)
    .action(async (options: ShowOptions) => {
      await withLedger(options, surface, async (record) => {
        const entries: LedgerEntry[] = [];
        for await (const entry of record.ledger.read(options.chain)) {
          if (entries.length >= options.limit) break;
          entries.push(entry);
        }
        if (options.json === true) return printJson(surface.console, { schemaVersion: 1, entries });
        surface.console.out(
          formatTable([
            ['time', 'chain', 'seq', 'kind', 'effect', 'outcome', 'codes', 'act'],
            ...entries.map(rowOf),
          ]),
        );
      });
    });
}

function registerVerify(noun: Command, surface: Surface, exit: (code: number) => void): void {
  withEnvironment(
    noun.command('verify').description('check every chain; names the first entry that is wrong'),
  ).action(async (options: EnvironmentOptions) => {
    await withLedger(options, surface, async (record) => {
      const verdict = await record.verifyLedger();
      if (options.json === true) printJson(surface.console, { schemaVersion: 1, ...verdict });
      else if (verdict.verified)
        surface.console.out(
          `✓ ${verdict.entries} entries in ${verdict.chains} chains are as they were written\n`,
        );
      else
        surface.console.out(
          `✗ ${verdict.problem.code} at entry ${verdict.problem.seq} of chain ${verdict.problem.chain}\n`,
        );
      exit(verdict.verified ? 0 : 1);
    });
  });
}

/** `ledger show|verify`. */
export function registerLedger(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  const noun = program.command('ledger').description('the record of every decision and attempt');
  registerShow(noun, surface);
  registerVerify(noun, surface, exit);
}
