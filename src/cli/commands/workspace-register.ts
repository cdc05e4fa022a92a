import { join } from 'node:path';
import type { Command } from 'commander';
import { authorizeOperator, recordOperation } from '../../core/operate/operation.ts';
import type { WorkspaceReading } from '../../core/operate/register-workspace.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { type AccountCliOptions, accountOptionsOf, withAccount } from '../account-options.ts';
import type { AccountOptions } from '../account-surface.ts';
import { confirmed } from '../confirmed.ts';
import { printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface RegisterOptions extends AccountCliOptions {
  readonly yes?: boolean;
  readonly replace?: boolean;
  readonly reason: string;
}

/** Writes a witness of this environment, as a fingerprint of a secret is one. */
const OPERATION = { effect: 'secrets.fingerprint', direction: 'safer' } as const;

function assertReplaceable(reading: WorkspaceReading, options: RegisterOptions): void {
  if (!reading.replacesAnother || options.replace === true) return;
  throw new ConfigurationError(
    'WORKSPACE_DIFFERS',
    'Another workspace is registered for this environment. Nothing was registered.',
    'Stop, and look which key this is. Only where the shop has moved, add --replace.',
  );
}

function save(reading: WorkspaceReading, account: AccountOptions, surface: Surface): void {
  const { environment, configDir } = account;
  const { files } = surface.account;
  const file = files.loadWorkspaces(configDir);
  const own = { ...file.environments[environment], [reading.mode]: reading.fingerprint };
  const environments = { ...file.environments, [environment]: own };
  files.saveWorkspaces(configDir, { ...file, environments });
}

async function register(options: RegisterOptions, surface: Surface): Promise<void> {
  const account = accountOptionsOf(options, surface);
  const { environment } = account;
  const session = await surface.account.open({ ...account, need: 'secrets' });
  try {
    const reading = await session.readWorkspace();
    const { mode, users, channels } = reading;
    surface.console.err(
      `the workspace of ${environment} (${mode}) has ${users} users and ${channels} channels\n`,
    );
    assertReplaceable(reading, options);
    await confirmed(`Is it the right one for ${environment}?`, options, surface.console);
    const deps = await session.operation();
    const operator = { actor: surface.variables.actor, reason: options.reason };
    await authorizeOperator(OPERATION, operator, deps);
    save(reading, account, surface);
    await recordOperation(OPERATION, operator, { after: `workspace ${mode}` }, deps);
    if (options.json === true)
      return printJson(surface.console, { schemaVersion: 1, environment, mode, users, channels });
    surface.console.out(`✓ registered for ${environment}, ${mode}\n`);
    surface.console.err(`commit ${join(account.configDir, 'workspaces.json')}: it is a witness\n`);
  } finally {
    await session.close();
  }
}

/** `workspace register`: says which helpdesk workspace is this environment's; without it, it is unverified. */
export function registerWorkspaceRegister(program: Command, surface: Surface): void {
  const noun = program.command('workspace').description('the helpdesk workspace');
  withAccount(noun.command('register').description('register the workspace that the key opens'))
    .option('--reason <text>', 'why; stands on the ledger', 'workspace register')
    .option('--replace', 'take another workspace than the registered one')
    .option('--yes', 'do not ask')
    .action((options: RegisterOptions) => register(options, surface));
}
