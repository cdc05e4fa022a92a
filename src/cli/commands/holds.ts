import type { Command } from 'commander';
import { authorizeOperator, recordOperation } from '../../core/operate/operation.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { EffectRow } from '../../core/worker/effect-store.ts';
import { type EnvironmentOptions, localOptionsOf, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { OperatorStores, Surface } from '../surface.ts';
import { withStores } from '../with-stores.ts';

const LIST_LIMIT = 10_000;
const RELEASED = 'HOLD_RELEASED';

async function openHolds(stores: OperatorStores): Promise<readonly EffectRow[]> {
  const unconfirmed = await stores.effects.listUnconfirmed(LIST_LIMIT);
  return unconfirmed.filter((row) => !row.codes.includes(RELEASED));
}

function registerList(noun: Command, surface: Surface): void {
  withEnvironment(
    noun.command('list').description('show replies whose outcome nobody knows'),
  ).action(async (options: EnvironmentOptions) => {
    await withStores(surface, localOptionsOf(options, surface), async (stores) => {
      const holds = (await openHolds(stores)).map(
        ({ ticketRef, kind, templateId, codes, changedAtMs }) => ({
          ticketRef,
          kind,
          templateId,
          codes,
          changedAtMs,
        }),
      );
      if (options.json === true) return printJson(surface.console, { schemaVersion: 1, holds });
      if (holds.length === 0) return surface.console.out('nothing is on hold\n');
      const rows = holds.map((hold) => [
        hold.ticketRef,
        hold.kind,
        hold.templateId,
        new Date(hold.changedAtMs).toISOString(),
      ]);
      surface.console.out(formatTable([['ticket', 'kind', 'template', 'since'], ...rows]));
    });
  });
}

interface ReleaseOptions extends EnvironmentOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

async function release(
  ticketRef: string,
  options: ReleaseOptions,
  stores: OperatorStores,
  surface: Surface,
): Promise<number> {
  const rows = (await openHolds(stores)).filter((row) => row.ticketRef === ticketRef);
  if (rows.length === 0)
    throw new ConfigurationError(
      'HOLD_UNKNOWN',
      'Nothing is on hold for this ticket.',
      'npx rpmw holds list shows what is.',
    );
  surface.console.err(`${rows.length} hold(s) are closed; nothing is sent (store: local)\n`);
  const isAgreed = options.yes === true || (await surface.console.confirm('Close them?'));
  if (!isAgreed)
    throw new ConfigurationError(
      'NOT_CONFIRMED',
      'Nothing was closed.',
      'Answer yes, or add --yes.',
    );
  const operator = { actor: surface.variables.actor, reason: options.reason ?? '' };
  const operation = { effect: 'hold.release', ticketRef, direction: 'safer' } as const;
  const deps = { ...stores, clock: surface.clock };
  await authorizeOperator(operation, operator, deps);
  const change = { nowMs: surface.clock.now() };
  const moves = rows.map((row) =>
    stores.effects.move(row, 'unconfirmed', { ...change, codes: [...row.codes, RELEASED] }),
  );
  const released = (await Promise.all(moves)).filter((row) => row !== null).length;
  await recordOperation(operation, operator, { after: `${released} holds` }, deps);
  return released;
}

/** `holds list|release`: a release closes the hold for good and never sends. */
export function registerHolds(program: Command, surface: Surface): void {
  const noun = program.command('holds').description('replies whose outcome nobody knows');
  registerList(noun, surface);
  withEnvironment(noun.command('release <ticketRef>').description('close a hold; sends nothing'))
    .option('--reason <text>', 'why; stands on the ledger')
    .option('--yes', 'do not ask')
    .action(async (ticketRef: string, options: ReleaseOptions) => {
      await withStores(surface, localOptionsOf(options, surface), async (stores) => {
        const released = await release(ticketRef, options, stores, surface);
        if (options.json === true)
          return printJson(surface.console, { schemaVersion: 1, released });
        surface.console.out(`✓ ${released} hold(s) closed\n`);
      });
    });
}
