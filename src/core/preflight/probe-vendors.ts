import type { Workspaces } from '../environment/fingerprints.ts';
import type { Identity } from '../environment/identity.ts';
import { vendorModesOf } from '../environment/registry.ts';
import type { ModelProbe } from '../vendors/model-probe.ts';
import type { ShopApp } from '../vendors/shop-app.ts';
import type { Workspace } from '../vendors/workspace.ts';
import type { ProbeGate } from './ask-vendor.ts';
import { type Check, type Finding, isGood, skipped } from './check.ts';
import { identityOf, WORKSPACE_CHECK } from './identity-of.ts';
import { MODEL_CHECK, probeModel } from './probe-model.ts';
import { probeRichpanel } from './probe-richpanel.ts';
import { probeShop, SHOP_CHECKS } from './probe-shop.ts';
import { type SurveyDeps, type SurveyPlan, timed } from './survey.ts';

/** How the vendors of one environment are reached; null where a vendor is a stub. */
export interface ProbeKit {
  readonly richpanel: { readonly workspace: Workspace; readonly botAgentId: string } | null;
  readonly shop: ShopApp | null;
  readonly model: ModelProbe | null;
  readonly gate: ProbeGate;
}

/** The checks that the live vendors of a plan would give, in order. */
export function probeIds(plan: SurveyPlan): readonly string[] {
  const modes = vendorModesOf(plan.registry.environments[plan.environment]);
  return [
    ...(modes.richpanel === 'stub' ? [] : [WORKSPACE_CHECK, 'probe.richpanel-bot-agent']),
    ...(modes.shopify === 'stub' ? [] : Object.values(SHOP_CHECKS)),
    ...(modes.model === 'embedded' ? [] : [MODEL_CHECK]),
  ];
}

/** The helpdesk's own probe; nothing where it is a stub. */
export async function probeWorkspace(
  identity: Identity,
  kit: Pick<ProbeKit, 'richpanel' | 'gate'>,
  plan: SurveyPlan & { readonly workspaces: () => Workspaces },
  deps: SurveyDeps,
): Promise<readonly Check[]> {
  if (kit.richpanel === null) return [];
  const startedAtMs = deps.clock.now();
  const { mode } = plan.registry.environments[plan.environment].vendors.richpanel;
  const parts = { fingerprinter: deps.fingerprinter, gate: kit.gate };
  const findings = await probeRichpanel(kit.richpanel, { ...plan, mode }, identity, parts);
  return timed(findings, startedAtMs, deps);
}

async function probeOthers(
  plan: SurveyPlan,
  kit: ProbeKit,
  identity: Identity,
): Promise<readonly Finding[]> {
  const { shopify } = plan.registry.environments[plan.environment].vendors;
  const { shopDomain = '', apiVersion = '' } = shopify;
  const [shop, model] = await Promise.all([
    kit.shop === null ? [] : probeShop(kit.shop, { shopDomain, apiVersion }, identity, kit.gate),
    kit.model === null ? [] : probeModel(kit.model, identity, kit.gate),
  ]);
  return [...shop, ...model];
}

/**
 * Asks every live vendor, read-only and through the gate (incident 19). The helpdesk comes first: until its workspace is
 * known the gate lets nothing else out.
 * @param earlier the checks so far; the witnesses are read off them
 */
export async function probeVendors(
  earlier: readonly Check[],
  kit: ProbeKit,
  plan: SurveyPlan & { readonly workspaces: () => Workspaces },
  deps: SurveyDeps,
): Promise<readonly Check[]> {
  const identity = (checks: readonly Check[]) => identityOf(checks, plan, deps.clock.now());
  const first = await probeWorkspace(identity(earlier), kit, plan, deps);
  const blocking = first.find((check) => check.id === WORKSPACE_CHECK && !isGood(check));
  if (blocking !== undefined) {
    const rest = probeIds(plan).filter((id) => first.every((check) => check.id !== id));
    const findings = rest.map((id) => skipped(id, blocking.id));
    return [...first, ...timed(findings, deps.clock.now(), deps)];
  }
  const laterAtMs = deps.clock.now();
  const others = await probeOthers(plan, kit, identity([...earlier, ...first]));
  return [...first, ...timed(others, laterAtMs, deps)];
}
