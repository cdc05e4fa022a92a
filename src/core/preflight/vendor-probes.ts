import type { Fingerprinter, Workspaces } from '../environment/fingerprints.ts';
import type { Identity } from '../environment/identity.ts';
import { vendorModesOf } from '../environment/registry.ts';
import type { ModelProbe, ShopApp, ShopAppFacts, Workspace } from '../vendors/probes.ts';
import { type Answer, askVendor, failedAnswer, type ProbeGate } from './ask-vendor.ts';
import { type Check, type Finding, failed, isGood, passed, skipped, warned } from './check.ts';
import { identityOf, WORKSPACE_CHECK } from './identity-of.ts';
import { type AccountDeps, type AccountPlan, timed } from './readings.ts';
import { checkWorkspaceIds, type WorkspaceIds, type WorkspacePlace } from './workspace-witness.ts';

const MODEL_CHECK = 'probe.model';

/** The key is valid and the pinned model is there. No text is sent. */
export async function probeModel(
  model: ModelProbe,
  identity: Identity,
  gate: ProbeGate,
): Promise<readonly Finding[]> {
  const effect = 'model.probe' as const;
  const question = { effect, request: model.prepareProbe(), send: model.probe };
  const answer = await askVendor(question, identity, gate);
  return answer.outcome === 'answered'
    ? [passed(MODEL_CHECK, 'the key is valid and the model is there')]
    : [
        failedAnswer(MODEL_CHECK, answer, {
          refused: 'MODEL_KEY_REFUSED',
          unknown: 'MODEL_UNKNOWN',
        }),
      ];
}

const SHOP_CHECKS = {
  domain: 'probe.shopify-domain',
  version: 'probe.shopify-version',
  scopes: 'probe.shopify-scopes',
  orders: 'probe.shopify-orders',
} as const;

interface Configured {
  readonly shopDomain: string;
  readonly apiVersion: string;
}

function checkScopes(scopes: readonly string[]): readonly Finding[] {
  const writing = scopes.filter((scope) => scope.includes('write_'));
  const isWhole = scopes.includes('read_all_orders');
  return [
    writing.length === 0
      ? passed(SHOP_CHECKS.scopes, 'no write scope')
      : failed(SHOP_CHECKS.scopes, 'SHOP_SCOPE_WRITES', `${writing.length} write scope(s)`),
    isWhole
      ? passed(SHOP_CHECKS.orders, 'all orders can be read')
      : warned(SHOP_CHECKS.orders, 'SHOP_ORDERS_60_DAYS', 'orders of the last 60 days only'),
  ];
}

/** The shop is the configured one, the API version lives, and the token cannot write (R7.1). */
function checkShop(facts: ShopAppFacts, configured: Configured): readonly Finding[] {
  const { domain, version } = SHOP_CHECKS;
  return [
    facts.domain === configured.shopDomain
      ? passed(domain, configured.shopDomain)
      : failed(domain, 'SHOP_DIFFERS', `not ${configured.shopDomain}`),
    facts.supportedVersions.includes(configured.apiVersion)
      ? passed(version, configured.apiVersion)
      : failed(version, 'SHOP_VERSION_UNSUPPORTED', `${configured.apiVersion} is not supported`),
    ...checkScopes(facts.accessScopes),
  ];
}

/** Asks the shop what the token is. One call. */
export async function probeShop(
  shop: ShopApp,
  configured: Configured,
  identity: Identity,
  gate: ProbeGate,
): Promise<readonly Finding[]> {
  const { request, operation } = shop.prepareReadApp();
  const effect = 'shop.app.read' as const;
  const question = { effect, request, send: shop.readApp, shopOperation: operation };
  const answer = await askVendor(question, identity, gate);
  if (answer.outcome === 'answered') return checkShop(answer.facts, configured);
  const { domain, ...others } = SHOP_CHECKS;
  const words = { refused: 'SHOP_TOKEN_REFUSED', unknown: 'SHOP_DIFFERS' };
  return [
    failedAnswer(domain, answer, words),
    ...Object.values(others).map((id) => skipped(id, domain)),
  ];
}

const AGENT_CHECK = 'probe.richpanel-bot-agent';

/** Reads the ids of users and channels, both at once. */
export async function readWorkspaceIds(
  workspace: Workspace,
  identity: Identity,
  gate: ProbeGate,
): Promise<Answer<WorkspaceIds>> {
  const effect = 'workspace.read' as const;
  const [users, channels] = await Promise.all([
    askVendor(
      { effect, request: workspace.prepareListUsers(), send: workspace.listUsers },
      identity,
      gate,
    ),
    askVendor(
      { effect, request: workspace.prepareListChannels(), send: workspace.listChannels },
      identity,
      gate,
    ),
  ]);
  if (users.outcome === 'failed') return users;
  if (channels.outcome === 'failed') return channels;
  return { outcome: 'answered', facts: { users: users.facts, channels: channels.facts } };
}

const DETAILS: Readonly<Record<string, string>> = {
  WORKSPACE_UNREGISTERED: 'nobody registered it for this environment and mode',
  WORKSPACE_DIFFERS: 'the key opens another workspace',
  WORKSPACE_CHANGED: 'its users or its channels changed since it was registered',
  WORKSPACE_IS_PROD: 'the sandbox is a workspace of real customers',
  WORKSPACE_NOT_COMPARED: 'the workspace of prod is not on file to compare with',
};

async function checkWorkspace(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<Finding> {
  const code = await checkWorkspaceIds(ids, place, fingerprinter);
  return code === null
    ? passed(WORKSPACE_CHECK, 'as registered')
    : failed(WORKSPACE_CHECK, code, DETAILS[code] ?? 'it is not verified');
}

function checkAgent(ids: WorkspaceIds, botAgentId: string): Finding {
  return ids.users.includes(botAgentId)
    ? passed(AGENT_CHECK, 'a user of this workspace')
    : failed(AGENT_CHECK, 'BOT_AGENT_UNKNOWN', 'no user of this workspace has the id');
}

/** The workspace witness and the bot agent (R6.1, incident 21). */
async function probeRichpanel(
  vendor: { readonly workspace: Workspace; readonly botAgentId: string },
  place: WorkspacePlace,
  identity: Identity,
  deps: { readonly gate: ProbeGate; readonly fingerprinter: Fingerprinter },
): Promise<readonly Finding[]> {
  const answer = await readWorkspaceIds(vendor.workspace, identity, deps.gate);
  if (answer.outcome === 'failed') {
    const found = failedAnswer(WORKSPACE_CHECK, answer, { refused: 'RICHPANEL_KEY_REFUSED' });
    return [found, skipped(AGENT_CHECK, WORKSPACE_CHECK)];
  }
  const workspace = await checkWorkspace(answer.facts, place, deps.fingerprinter);
  return [workspace, checkAgent(answer.facts, vendor.botAgentId)];
}

/** How the vendors of one environment are reached; null where a vendor is a stub. */
export interface VendorClients {
  readonly richpanel: { readonly workspace: Workspace; readonly botAgentId: string } | null;
  readonly shop: ShopApp | null;
  readonly model: ModelProbe | null;
  readonly gate: ProbeGate;
}

/** The checks that the live vendors of a plan would give, in order. */
export function probeIds(plan: AccountPlan): readonly string[] {
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
  clients: Pick<VendorClients, 'richpanel' | 'gate'>,
  plan: AccountPlan & { readonly workspaces: () => Workspaces },
  deps: AccountDeps,
): Promise<readonly Check[]> {
  if (clients.richpanel === null) return [];
  const startedAtMs = deps.clock.now();
  const { mode } = plan.registry.environments[plan.environment].vendors.richpanel;
  const parts = { fingerprinter: deps.fingerprinter, gate: clients.gate };
  const findings = await probeRichpanel(clients.richpanel, { ...plan, mode }, identity, parts);
  return timed(findings, startedAtMs, deps);
}

async function probeOthers(
  plan: AccountPlan,
  clients: VendorClients,
  identity: Identity,
): Promise<readonly Finding[]> {
  const { shopify } = plan.registry.environments[plan.environment].vendors;
  const { shopDomain = '', apiVersion = '' } = shopify;
  const [shop, model] = await Promise.all([
    clients.shop === null
      ? []
      : probeShop(clients.shop, { shopDomain, apiVersion }, identity, clients.gate),
    clients.model === null ? [] : probeModel(clients.model, identity, clients.gate),
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
  clients: VendorClients,
  plan: AccountPlan & { readonly workspaces: () => Workspaces },
  deps: AccountDeps,
): Promise<readonly Check[]> {
  const identity = (checks: readonly Check[]) => identityOf(checks, plan, deps.clock.now());
  const first = await probeWorkspace(identity(earlier), clients, plan, deps);
  const blocking = first.find((check) => check.id === WORKSPACE_CHECK && !isGood(check));
  if (blocking !== undefined) {
    const rest = probeIds(plan).filter((id) => first.every((check) => check.id !== id));
    const findings = rest.map((id) => skipped(id, blocking.id));
    return [...first, ...timed(findings, deps.clock.now(), deps)];
  }
  const laterAtMs = deps.clock.now();
  const others = await probeOthers(plan, clients, identity([...earlier, ...first]));
  return [...first, ...timed(others, laterAtMs, deps)];
}
