import { createSsmFlags } from '../adapters/aws/ssm-flags.ts';
import { createNodeDigest } from '../adapters/node/platform.ts';
import { createModelProbe, openaiEgress } from '../adapters/openai/model-probe.ts';
import { createEgressList } from '../adapters/outbound/egress.ts';
import { createOutbound, type Outbound } from '../adapters/outbound/outbound.ts';
import { RICHPANEL_ORIGIN } from '../adapters/richpanel/richpanel.names.ts';
import { createRichpanelWorkspace, richpanelEgress } from '../adapters/richpanel/workspace.ts';
import { createShopApp, shopifyEgress } from '../adapters/shopify/shop-app.ts';
import type { AccountAccess, AccountOptions, AccountSession } from '../cli/surface.ts';
import type { EnvironmentConfig } from '../core/environment/registry.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import { readWorkspace } from '../core/operate/register-workspace.ts';
import { type AccountGuard, createAccountGuard } from '../core/preflight/account-guard.ts';
import { probeWorkspace, type VendorClients } from '../core/preflight/vendor-probes.ts';
import { Sensitive } from '../core/redaction/sensitive.ts';
import type { Clock } from '../core/runtime/platform.ts';
import {
  createAccountOperation,
  type LazyOperation,
  type ProcessParts,
} from './account-operation.ts';
import { type ReachedAccount, reachAccount } from './reach-account.ts';

type Values = ReadonlyMap<SecretId, Sensitive<string>>;

type Vendors = EnvironmentConfig['vendors'];

function egressOf({ richpanel, shopify, model }: Vendors) {
  return createEgressList([
    ...(richpanel.mode === 'stub' ? [] : richpanelEgress(RICHPANEL_ORIGIN)),
    ...(shopify.mode === 'stub'
      ? []
      : shopifyEgress(shopify.shopDomain ?? '', shopify.apiVersion ?? '')),
    ...(model.mode === 'embedded' ? [] : openaiEgress()),
  ]);
}

function clientsOf(
  { richpanel, shopify, model }: Vendors,
  values: Values,
  shared: { readonly outbound: Outbound; readonly timeoutMs: number; readonly clock: Clock },
): Omit<VendorClients, 'gate'> {
  const secret = (id: SecretId) => values.get(id) ?? new Sensitive('');
  const { shopDomain = '', apiVersion = '' } = shopify;
  return {
    richpanel:
      richpanel.mode === 'stub'
        ? null
        : {
            workspace: createRichpanelWorkspace({
              ...{ ...shared, origin: RICHPANEL_ORIGIN, apiKey: secret('richpanel/api_key') },
            }),
            botAgentId: secret('richpanel/bot_agent_id').reveal(),
          },
    shop:
      shopify.mode === 'stub'
        ? null
        : createShopApp({
            ...{ ...shared, shopDomain, apiVersion, token: secret('shopify/admin_api_token') },
          }),
    model:
      model.mode === 'embedded'
        ? null
        : createModelProbe({
            ...{ ...shared, model: model.name ?? '', apiKey: secret('openai/api_key') },
          }),
  };
}

/** Reaches the live vendors of one environment, read-only, through the gate and onto the operator's ledger. */
export async function openVendors(
  values: Values,
  { config, timeoutMs }: AccountOptions,
  { plan, clock, transport, metrics, logger }: ReachedAccount,
  operation: LazyOperation,
): Promise<VendorClients> {
  const { vendors } = config.configuration().registry.environments[plan.environment];
  const { ledger, contextFor, operatorContext } = await operation.open();
  const egress = egressOf(vendors);
  const digest = createNodeDigest();
  const { process } = operatorContext();
  const outbound = createOutbound({
    ...{ egress, transport, digest, clock, ledger, metrics, process, logger },
  });
  const isListed = (origin: string, path: string) => egress.isListed(origin, path);
  const gate = { ledger, digest, clock, contextFor, isListed };
  return { ...clientsOf(vendors, values, { outbound, timeoutMs, clock }), gate };
}

/**
 * Opens the one way to an account (R2.4, D15, D18): nobody gets a session before the account guard has checked, in this
 * process, everything that `need` names.
 * @throws {ConfigurationError} with the code and the remedy of the check that refused
 */
export async function openAccount(
  options: AccountAccess,
  parts: ProcessParts,
): Promise<AccountSession> {
  const reached = reachAccount(options, parts);
  const { plan, deps, files, clock } = reached;
  const { environment, registry } = plan;
  const { accountId, vendors: modes } = registry.environments[environment];
  const workspaces = files.loadWorkspaces;
  const operation = createAccountOperation(options, () => guard.identity());
  const open = (values: Values) => openVendors(values, options, reached, operation);
  const guard: AccountGuard = createAccountGuard(
    plan,
    deps,
    parts.asksNoVendor === true
      ? undefined
      : async (values, identity) =>
          probeWorkspace(identity, await open(values), { ...plan, workspaces }, deps),
  );
  const close = async () => {
    reached.close();
    await operation.close();
  };
  try {
    await guard.require(options.need);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    environment,
    accountId,
    identityKind: plan.identityKind,
    require: guard.require,
    secretValues: guard.secretValues,
    parameters: deps.parameters,
    flags: createSsmFlags({ parameters: deps.parameters, clock, environment }),
    fingerprinter: deps.fingerprinter,
    files,
    operation: operation.open,
    readWorkspace: async () => {
      const place = { environment, mode: modes.richpanel.mode, workspaces };
      const vendors = await open(guard.secretValues());
      return readWorkspace(vendors, place, guard.identity(), deps.fingerprinter);
    },
    close,
  };
}
