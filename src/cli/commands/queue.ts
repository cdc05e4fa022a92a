import type { Command } from 'commander';
import { listQueue, planRedrive, redrive } from '../../core/operate/redrive.ts';
import { confirmed } from '../console.ts';
import { type EnvironmentOptions, localOptionsOf, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import { withStores } from '../stores.ts';
import type { Surface } from '../surface.ts';

async function list(options: EnvironmentOptions, surface: Surface): Promise<void> {
  const { console } = surface;
  await withStores(surface, localOptionsOf(options, surface), async ({ queue }) => {
    const { stats, deadLetters } = await listQueue(queue);
    if (options.json === true)
      return printJson(console, { schemaVersion: 1, ...stats, deadLetters });
    const oldest = Math.round(stats.oldestAgeMs / 1_000);
    console.out(`waiting ${stats.waiting}  dead ${stats.dead}  oldest ${oldest} s\n`);
    const rows = deadLetters.map(({ jobId, code, attempts, deadAtMs }) => [
      ...[jobId, code, `${attempts} attempts`, new Date(deadAtMs).toISOString()],
    ]);
    if (rows.length > 0) console.out(formatTable([['job', 'code', 'attempts', 'since'], ...rows]));
  });
}

interface RedriveOptions extends EnvironmentOptions {
  readonly all?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
}

async function redriveJobs(
  jobIds: readonly string[],
  options: RedriveOptions,
  surface: Surface,
): Promise<void> {
  const { console, variables, clock } = surface;
  await withStores(surface, localOptionsOf(options, surface), async (stores) => {
    const wanted = await planRedrive(options.all === true ? 'all' : jobIds, stores.queue);
    console.err(
      `${wanted.length} dead letter(s) go back to the end of their groups (store: local)\n`,
    );
    await confirmed('Redrive them?', options, console, 'Nothing was moved.');
    const operator = { actor: variables.actor, reason: options.reason ?? '' };
    const moved = await redrive(wanted, operator, { ...stores, clock });
    if (options.json === true) return printJson(console, { schemaVersion: 1, moved });
    console.out(`✓ ${moved.length} job(s) wait again\n`);
  });
}

/** `queue list|redrive`. */
export function registerQueue(program: Command, surface: Surface): void {
  const noun = program.command('queue').description('the queue and its dead letters');
  withEnvironment(noun.command('list').description('show the queue and its dead letters')).action(
    (options: EnvironmentOptions) => list(options, surface),
  );
  withEnvironment(
    noun.command('redrive [jobs...]').description('move dead letters back to the queue'),
  )
    .option('--all', 'every dead letter')
    .option('--reason <text>', 'why; stands on the ledger')
    .option('--yes', 'do not ask')
    .action((jobIds: string[], options: RedriveOptions) => redriveJobs(jobIds, options, surface));
}
