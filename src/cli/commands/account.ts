import type { Command } from 'commander';
import {
  type InitialParameter,
  initialiseAccount,
  planAccountInit,
} from '../../core/operate/initialise-account.ts';
import { confirmed } from '../console.ts';
import { type AccountCliOptions, accountOptionsOf, withAccount } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import { closing } from '../stores.ts';
import type { AccountSession, Surface } from '../surface.ts';

interface InitOptions extends AccountCliOptions {
  readonly reason: string;
  readonly yes?: boolean;
}

function showPlan(
  plan: readonly InitialParameter[],
  session: AccountSession,
  surface: Surface,
): void {
  const rows = plan.map(({ parameter, value, action }) =>
    action === 'create' ? ['+', parameter, value] : ['=', parameter, 'is there, kept as it is'],
  );
  surface.console.err(
    `account ${session.accountId} becomes ${session.environment} (identity ${session.identityKind})\n${formatTable(rows)}`,
  );
}

async function init(options: InitOptions, surface: Surface): Promise<void> {
  const account = accountOptionsOf(options, surface);
  await closing(await surface.account.open({ ...account, need: 'account' }), async (session) => {
    const plan = await planAccountInit(session.environment, session.parameters);
    showPlan(plan, session, surface);
    const isDone = plan.every(({ action }) => action === 'kept');
    if (!isDone) {
      await confirmed('Write them?', options, surface.console);
      const operator = { actor: surface.variables.actor, reason: options.reason };
      const deps = { ...(await session.operation()), parameters: session.parameters };
      await initialiseAccount(plan, operator, deps);
    }
    if (options.json === true)
      return printJson(surface.console, { schemaVersion: 1, account: session.accountId, plan });
    surface.console.out(isDone ? '✓ nothing to do\n' : '✓ written, read back, on the ledger\n');
  });
}

/** `account init`: writes the marker and the initial flags of a new account, once. */
export function registerAccount(program: Command, surface: Surface): void {
  const noun = program.command('account').description('the account of an environment');
  withAccount(noun.command('init').description('mark a new account and give it its flags'))
    .option('--reason <text>', 'why; stands on the ledger', 'account init')
    .option('--yes', 'do not ask')
    .action((options: InitOptions) => init(options, surface));
}
