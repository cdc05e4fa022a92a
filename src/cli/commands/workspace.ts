import { join } from 'node:path';
import type { Command } from 'commander';
import { assertReplaceable, registerWorkspace } from '../../core/operate/register-workspace.ts';
import { confirmed } from '../console.ts';
import { type AccountCliOptions, accountOptionsOf, withAccount } from '../options.ts';
import { printJson } from '../print.ts';
import { closing } from '../stores.ts';
import type { Surface } from '../surface.ts';

interface RegisterOptions extends AccountCliOptions {
  readonly yes?: boolean;
  readonly replace?: boolean;
  readonly reason: string;
}

async function register(options: RegisterOptions, surface: Surface): Promise<void> {
  const account = accountOptionsOf(options, surface);
  const { environment } = account;
  await closing(await surface.account.open({ ...account, need: 'secrets' }), async (session) => {
    const reading = await session.readWorkspace();
    const { mode, users, channels } = reading;
    surface.console.err(
      `the workspace of ${environment} (${mode}) has ${users} users and ${channels} channels\n`,
    );
    assertReplaceable(reading, options.replace === true);
    await confirmed(`Is it the right one for ${environment}?`, options, surface.console);
    const deps = { ...(await session.operation()), files: session.files };
    const operator = { actor: surface.variables.actor, reason: options.reason };
    await registerWorkspace(reading, environment, operator, deps);
    if (options.json === true)
      return printJson(surface.console, { schemaVersion: 1, environment, mode, users, channels });
    surface.console.out(`✓ registered for ${environment}, ${mode}\n`);
    surface.console.err(`commit ${join(account.config.dir, 'workspaces.json')}: it is a witness\n`);
  });
}

/** `workspace register`: says which helpdesk workspace is this environment's; without it, it is unverified. */
export function registerWorkspaceCommands(program: Command, surface: Surface): void {
  const noun = program.command('workspace').description('the helpdesk workspace');
  withAccount(noun.command('register').description('register the workspace that the key opens'))
    .option('--reason <text>', 'why; stands on the ledger', 'workspace register')
    .option('--replace', 'take another workspace than the registered one')
    .option('--yes', 'do not ask')
    .action((options: RegisterOptions) => register(options, surface));
}
