import { createSsmFlags } from '../adapters/aws/ssm-flags.ts';
import type { AccountDoorOptions, AccountSession } from '../cli/account-surface.ts';
import { type AskWorkspace, createDoor, type Door } from '../core/preflight/door.ts';
import { askWorkspace, readAccountWorkspace } from './account-workspace.ts';
import { createOperation } from './operation.ts';
import { type AccountWorld, reachAccount } from './reach-account.ts';

/**
 * The one way to an account (R2.4, D15, D18): whoever gets a session has come through the door, which has looked, in this
 * process, at everything that `need` names.
 * @throws {ConfigurationError} with the code and the remedy of the check that refused
 */
export async function openAccount(
  options: AccountDoorOptions,
  world: AccountWorld,
): Promise<AccountSession> {
  const reached = reachAccount(options, world);
  const { plan, deps, clock, close } = reached;
  const operation = createOperation(options, () => door.identity());
  const parts = { options, reached, world, operation };
  const ask: AskWorkspace = (values, identity) => askWorkspace(values, identity, parts);
  const door: Door = createDoor(plan, deps, world.asksNoVendor === true ? undefined : ask);
  try {
    await door.require(options.need);
  } catch (thrown) {
    close();
    await operation.close();
    throw thrown;
  }
  const { environment } = options;
  return {
    environment,
    accountId: plan.registry.environments[environment].accountId,
    identityKind: plan.identityKind,
    require: door.require,
    secretValues: door.secretValues,
    parameters: deps.parameters,
    flags: createSsmFlags({ parameters: deps.parameters, clock, environment }),
    fingerprinter: deps.fingerprinter,
    operation: operation.open,
    readWorkspace: () => readAccountWorkspace(door.secretValues(), door.identity(), parts),
    close: async () => {
      close();
      await operation.close();
    },
  };
}
