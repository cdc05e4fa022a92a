import type { Command } from 'commander';
import { type AccountCliOptions, accountOptionsOf, withAccount } from '../account-options.ts';
import { confirmed } from '../confirmed.ts';
import { printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface RegisterOptions extends AccountCliOptions {
  readonly yes?: boolean;
}

async function register(options: RegisterOptions, surface: Surface): Promise<void> {
  const account = accountOptionsOf(options, surface);
  const { environment, configDir } = account;
  const { mode, fingerprint, users, channels } = await surface.account.readWorkspace(account);
  surface.console.err(
    `the workspace of ${environment} (${mode}) has ${users} users and ${channels} channels\n`,
  );
  await confirmed(`Is it the right one for ${environment}?`, options, surface.console);
  const file = surface.account.files.loadWorkspaces(configDir);
  const own = { ...file.environments[environment], [mode]: fingerprint };
  surface.account.files.saveWorkspaces(configDir, {
    ...file,
    environments: { ...file.environments, [environment]: own },
  });
  if (options.json === true)
    return printJson(surface.console, { schemaVersion: 1, environment, mode, users, channels });
  surface.console.out(`✓ registered for ${environment}, ${mode}\n`);
  surface.console.err('commit config/workspaces.json: it is a witness\n');
}

/** `workspace register`: says which helpdesk workspace is this environment's; without it, it is unverified. */
export function registerWorkspaceRegister(program: Command, surface: Surface): void {
  const noun = program.command('workspace').description('the helpdesk workspace');
  withAccount(noun.command('register').description('register the workspace that the key opens'))
    .option('--yes', 'do not ask')
    .action((options: RegisterOptions) => register(options, surface));
}
