import { createNodeDigest } from '../adapters/node/platform.ts';
import { richpanelRateOf } from '../adapters/richpanel/rate.ts';
import type { PreflightOptions } from '../cli/surface.ts';
import { gitCommit, PROJECT_DIR, toolVersion } from '../config/release.ts';
import { allowOpenStaging } from '../core/operate/operation.ts';
import { identityOf } from '../core/preflight/identity-of.ts';
import { type PreflightReport, sealReport } from '../core/preflight/report.ts';
import {
  type PreflightDeps,
  type PreflightPlan,
  runPreflight,
} from '../core/preflight/run-preflight.ts';
import { openVendors } from './account.ts';
import { createAccountOperation, type ProcessParts } from './account-operation.ts';
import { reachAccount } from './reach-account.ts';

/** Checks the account of an environment and seals what was found. */
export async function preflightAccount(
  options: PreflightOptions,
  parts: ProcessParts & { readonly actor: string },
): Promise<PreflightReport> {
  const { environment, scope, isProbing, openStagingReason, onCheck } = options;
  const config = options.config.configuration();
  const reached = reachAccount(options, parts);
  const { clock } = reached;
  const { richpanel } = config.registry.environments[environment].vendors;
  const operation = createAccountOperation(options, () =>
    identityOf([], reached.plan, clock.now()),
  );
  const plan: PreflightPlan = {
    ...{ ...reached.plan, scope, isProbing, openStagingReason, routing: config.routing },
    workspaces: reached.files.loadWorkspaces,
  };
  const deps: PreflightDeps = {
    ...{ ...reached.deps, onCheck },
    richpanelRate: richpanelRateOf(richpanel.mode, richpanel.stubRate),
    isStoreWritable: operation.isStoreWritable,
    openProbes: (values) => openVendors(values, options, reached, operation),
    recordOpenStaging: async (reason, identity) => {
      const open = await operation.open();
      const witnessed = { ...open, operatorContext: () => open.contextFor(identity) };
      await allowOpenStaging({ actor: parts.actor, reason }, witnessed);
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
