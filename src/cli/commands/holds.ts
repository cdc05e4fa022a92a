import type { Command } from 'commander';
import { getHolds, listHolds, releaseHolds } from '../../core/operate/release-holds.ts';
import { confirmed } from '../console.ts';
import { type EnvironmentOptions, localOptionsOf, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import { withStores } from '../stores.ts';
import type { Surface } from '../surface.ts';

async function list(options: EnvironmentOptions, surface: Surface): Promise<void> {
  const { console } = surface;
  await withStores(surface, localOptionsOf(options, surface), async ({ effects }) => {
    const holds = (await listHolds(effects)).map(
      ({ ticketRef, kind, templateId, codes, changedAtMs }) => {
        return { ticketRef, kind, templateId, codes, changedAtMs };
      },
    );
    if (options.json === true) return printJson(console, { schemaVersion: 1, holds });
    if (holds.length === 0) return console.out('nothing is on hold\n');
    const rows = holds.map(({ ticketRef, kind, templateId, changedAtMs }) => [
      ...[ticketRef, kind, templateId, new Date(changedAtMs).toISOString()],
    ]);
    console.out(formatTable([['ticket', 'kind', 'template', 'since'], ...rows]));
  });
}

interface ReleaseOptions extends EnvironmentOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

async function release(ticketRef: string, options: ReleaseOptions, surface: Surface) {
  const { console, variables, clock } = surface;
  await withStores(surface, localOptionsOf(options, surface), async (stores) => {
    const holds = await getHolds(ticketRef, stores.effects);
    console.err(`${holds.length} hold(s) are closed; nothing is sent (store: local)\n`);
    await confirmed('Close them?', options, console, 'Nothing was closed.');
    const operator = { actor: variables.actor, reason: options.reason ?? '' };
    const released = await releaseHolds(ticketRef, holds, operator, { ...stores, clock });
    if (options.json === true) return printJson(console, { schemaVersion: 1, released });
    console.out(`✓ ${released} hold(s) closed\n`);
  });
}

/** `holds list|release`: a release closes the hold for good and never sends. */
export function registerHolds(program: Command, surface: Surface): void {
  const noun = program.command('holds').description('replies whose outcome nobody knows');
  withEnvironment(
    noun.command('list').description('show replies whose outcome nobody knows'),
  ).action((options: EnvironmentOptions) => list(options, surface));
  withEnvironment(noun.command('release <ticketRef>').description('close a hold; sends nothing'))
    .option('--reason <text>', 'why; stands on the ledger')
    .option('--yes', 'do not ask')
    .action((ticketRef: string, options: ReleaseOptions) => release(ticketRef, options, surface));
}
