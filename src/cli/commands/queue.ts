import type { Command } from 'commander';
import { authorizeOperator, recordOperation } from '../../core/operate/operation.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { type EnvironmentOptions, localOptionsOf, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { OperatorStores, Surface } from '../surface.ts';
import { withStores } from '../with-stores.ts';

const LIST_LIMIT = 100_000;
/** What failed once may talk to a customer the next time, so this is no step toward safer. */
const REDRIVE = { effect: 'queue.redrive', direction: 'riskier' } as const;

function registerList(noun: Command, surface: Surface): void {
  withEnvironment(noun.command('list').description('show the queue and its dead letters')).action(
    async (options: EnvironmentOptions) => {
      await withStores(surface, localOptionsOf(options, surface), async (stores) => {
        const [stats, dead] = await Promise.all([
          stores.queue.stats(),
          stores.queue.listDead(LIST_LIMIT),
        ]);
        if (options.json === true)
          return printJson(surface.console, { schemaVersion: 1, ...stats, deadLetters: dead });
        surface.console.out(
          `waiting ${stats.waiting}  dead ${stats.dead}  oldest ${Math.round(stats.oldestAgeMs / 1_000)} s\n`,
        );
        const rows = dead.map((job) => [
          job.jobId,
          job.code,
          `${job.attempts} attempts`,
          new Date(job.deadAtMs).toISOString(),
        ]);
        if (rows.length > 0)
          surface.console.out(formatTable([['job', 'code', 'attempts', 'since'], ...rows]));
      });
    },
  );
}

interface RedriveOptions extends EnvironmentOptions {
  readonly all?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
}

async function redrive(
  jobIds: readonly string[],
  options: RedriveOptions,
  stores: OperatorStores,
  surface: Surface,
) {
  const dead = (await stores.queue.listDead(LIST_LIMIT)).map((job) => job.jobId);
  const wanted = options.all === true ? dead : jobIds.filter((jobId) => dead.includes(jobId));
  if (wanted.length === 0)
    throw new ConfigurationError(
      'NOTHING_TO_REDRIVE',
      'None of these jobs is a dead letter.',
      'npx rpmw queue list shows them.',
    );
  surface.console.err(
    `${wanted.length} dead letter(s) go back to the end of their groups (store: local)\n`,
  );
  const isAgreed = options.yes === true || (await surface.console.confirm('Redrive them?'));
  if (!isAgreed)
    throw new ConfigurationError(
      'NOT_CONFIRMED',
      'Nothing was moved.',
      'Answer yes, or add --yes.',
    );
  const operator = { actor: surface.variables.actor, reason: options.reason ?? '' };
  const deps = { ...stores, clock: surface.clock };
  await authorizeOperator(REDRIVE, operator, deps);
  const moved = await stores.queue.redrive(wanted);
  await recordOperation(REDRIVE, operator, { after: `${moved.length} jobs` }, deps);
  return moved;
}

function registerRedrive(noun: Command, surface: Surface): void {
  withEnvironment(
    noun.command('redrive [jobs...]').description('move dead letters back to the queue'),
  )
    .option('--all', 'every dead letter')
    .option('--reason <text>', 'why; stands on the ledger')
    .option('--yes', 'do not ask')
    .action(async (jobIds: string[], options: RedriveOptions) => {
      await withStores(surface, localOptionsOf(options, surface), async (stores) => {
        const moved = await redrive(jobIds, options, stores, surface);
        if (options.json === true) return printJson(surface.console, { schemaVersion: 1, moved });
        surface.console.out(`✓ ${moved.length} job(s) wait again\n`);
      });
    });
}

/** `queue list|redrive`. */
export function registerQueue(program: Command, surface: Surface): void {
  const noun = program.command('queue').description('the queue and its dead letters');
  registerList(noun, surface);
  registerRedrive(noun, surface);
}
