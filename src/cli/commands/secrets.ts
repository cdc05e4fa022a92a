import { join } from 'node:path';
import type { Command } from 'commander';
import { fingerprintSecrets } from '../../core/operate/fingerprint-secrets.ts';
import { type AccountCliOptions, accountOptionsOf, withAccount } from '../options.ts';
import { printJson } from '../print.ts';
import { closing } from '../stores.ts';
import type { Surface } from '../surface.ts';

interface FingerprintOptions extends AccountCliOptions {
  readonly reason: string;
}

async function fingerprint(options: FingerprintOptions, surface: Surface): Promise<void> {
  const account = accountOptionsOf(options, surface);
  await closing(await surface.account.open({ ...account, need: 'secrets' }), async (session) => {
    const deps = await session.operation();
    const operator = { actor: surface.variables.actor, reason: options.reason };
    const { written, exempt } = await fingerprintSecrets(session, operator, deps);
    if (options.json === true)
      return printJson(surface.console, { schemaVersion: 1, written, exempt });
    for (const id of written) surface.console.out(`✓ ${id}\n`);
    for (const id of exempt) surface.console.out(`- ${id}: no fingerprint is kept of it\n`);
    const path = join(account.config.dir, 'secret-fingerprints.json');
    surface.console.err(`commit ${path}: the other environments compare\n`);
  });
}

/** `secrets fingerprint`: lets the other environments see that none of them uses a key of this one. */
export function registerSecrets(program: Command, surface: Surface): void {
  const noun = program.command('secrets').description('the secrets of an account');
  withAccount(noun.command('fingerprint').description('write salted fingerprints, no value'))
    .option('--reason <text>', 'why; stands on the ledger', 'secrets fingerprint')
    .action((options: FingerprintOptions) => fingerprint(options, surface));
}
