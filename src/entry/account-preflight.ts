import { createNodeDigest } from '../adapters/node/node-digest.ts';
import { richpanelRateOf } from '../adapters/richpanel/rate.ts';
import type { PreflightOptions } from '../cli/account-surface.ts';
import { loadWorkspaces } from '../config/fingerprint-files.ts';
import { gitCommit } from '../config/git-commit.ts';
import { loadConfig } from '../config/load-config.ts';
import { toolVersion } from '../config/tool-version.ts';
import { authorizeOperator, recordOperation } from '../core/operate/operation.ts';
import { identityOf } from '../core/preflight/identity-of.ts';
import { type PreflightReport, sealReport } from '../core/preflight/report.ts';
import {
  type PreflightDeps,
  type PreflightPlan,
  runPreflight,
} from '../core/preflight/run-preflight.ts';
import { openVendors } from './account-vendors.ts';
import { createOperation } from './operation.ts';
import { PROJECT_DIR } from './project-dir.ts';
import { type AccountWorld, reachAccount } from './reach-account.ts';

/** An open staging is a rung that was climbed by somebody's word. */
const OPEN_STAGING = { effect: 'ladder.write', direction: 'riskier' } as const;

/** Looks at the account of an environment and seals what it found. */
export async function preflightAccount(
  options: PreflightOptions,
  world: AccountWorld & { readonly actor: string },
): Promise<PreflightReport> {
  const { environment, configDir, timeoutMs, scope, isProbing, openStagingReason } = options;
  const config = loadConfig(configDir);
  const reached = reachAccount(options, world);
  const { clock } = reached;
  const { richpanel } = config.registry.environments[environment].vendors;
  const operation = createOperation(options, () => identityOf([], reached.plan, clock.now()));
  const plan: PreflightPlan = {
    ...{ ...reached.plan, scope, isProbing, openStagingReason, routing: config.routing },
    workspaces: () => loadWorkspaces(configDir),
  };
  const deps: PreflightDeps = {
    ...reached.deps,
    onCheck: options.onCheck,
    richpanelRate: richpanelRateOf(richpanel.mode, richpanel.stubRate),
    isStoreWritable: operation.isWritable,
    openProbes: async (values) =>
      openVendors(values, { ...(await operation.open()), reached, world, config, timeoutMs }),
    recordOpenStaging: async (reason, identity) => {
      const open = await operation.open();
      const judged = { ...open, operatorContext: () => open.contextFor(identity) };
      const operator = { actor: world.actor, reason };
      await authorizeOperator(OPEN_STAGING, operator, judged);
      await recordOperation(OPEN_STAGING, operator, { after: 'staging open' }, judged);
    },
  };
  try {
    const checks = await runPreflight(plan, deps);
    const facts = {
      ...{ environment, region: plan.region, identityKind: plan.identityKind, checks: [...checks] },
      registryDigest: config.registryDigest,
      time: new Date(clock.now()).toISOString(),
      toolVersion: toolVersion(PROJECT_DIR),
      gitCommit: gitCommit(PROJECT_DIR),
    };
    return sealReport(facts, createNodeDigest());
  } finally {
    reached.close();
    await operation.close();
  }
}
