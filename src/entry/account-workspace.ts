import type { AccountOptions } from '../cli/account-surface.ts';
import { loadWorkspaces } from '../config/fingerprint-files.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Identity } from '../core/environment/identity.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import { readWorkspace, type WorkspaceReading } from '../core/operate/register-workspace.ts';
import type { Check } from '../core/preflight/check.ts';
import { probeWorkspace } from '../core/preflight/vendor-probes.ts';
import type { Sensitive } from '../core/redaction/sensitive.ts';
import { openVendors } from './account-vendors.ts';
import type { createOperation } from './operation.ts';
import type { AccountWorld, ReachedAccount } from './reach-account.ts';

type Values = ReadonlyMap<SecretId, Sensitive<string>>;

interface WorkspaceParts {
  readonly options: AccountOptions;
  readonly reached: ReachedAccount;
  readonly world: AccountWorld;
  readonly operation: ReturnType<typeof createOperation>;
}

async function openKit(values: Values, { options, reached, world, operation }: WorkspaceParts) {
  const config = loadConfig(options.configDir);
  const { timeoutMs } = options;
  return openVendors(values, { ...(await operation.open()), reached, world, config, timeoutMs });
}

/** Asks whether the helpdesk's key opens the workspace that is registered. */
export async function askWorkspace(
  values: Values,
  identity: Identity,
  parts: WorkspaceParts,
): Promise<readonly Check[]> {
  const { options, reached } = parts;
  const plan = { ...reached.plan, workspaces: () => loadWorkspaces(options.configDir) };
  return probeWorkspace(identity, await openKit(values, parts), plan, reached.deps);
}

/** Reads the workspace that the helpdesk's key opens, to be registered. */
export async function readAccountWorkspace(
  values: Values,
  identity: Identity,
  parts: WorkspaceParts,
): Promise<WorkspaceReading> {
  const { environment, registry } = parts.reached.plan;
  const { mode } = registry.environments[environment].vendors.richpanel;
  const place = { environment, mode, workspaces: () => loadWorkspaces(parts.options.configDir) };
  const kit = await openKit(values, parts);
  return readWorkspace(kit, place, identity, parts.reached.deps.fingerprinter);
}
