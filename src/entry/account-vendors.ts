import { createNodeDigest } from '../adapters/node/node-digest.ts';
import { createModelProbe, openaiEgress } from '../adapters/openai/model-probe.ts';

import { createEgressList } from '../adapters/outbound/egress.ts';
import { createOutbound, type Outbound } from '../adapters/outbound/outbound.ts';
import { RICHPANEL_ORIGIN } from '../adapters/richpanel/richpanel.names.ts';
import { createRichpanelWorkspace, richpanelEgress } from '../adapters/richpanel/workspace.ts';

import { createShopApp, shopifyEgress } from '../adapters/shopify/shop-app.ts';

import type { EnvironmentConfig } from '../core/environment/registry.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import type { Configuration } from '../core/operate/configuration.ts';
import type { ProbeKit } from '../core/preflight/vendor-probes.ts';
import { Sensitive } from '../core/redaction/sensitive.ts';
import type { Clock } from '../core/runtime/clock.ts';
import type { Operation } from './operation.ts';
import type { AccountWorld, ReachedAccount } from './reach-account.ts';

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
): Omit<ProbeKit, 'gate'> {
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

interface VendorParts extends Pick<Operation, 'ledger' | 'contextFor' | 'operatorContext'> {
  readonly reached: ReachedAccount;
  readonly world: AccountWorld;
  readonly config: Configuration;
  readonly timeoutMs: number;
}

/** Reaches the live vendors of one environment, read-only, through the gate and onto the operator's ledger. */
export function openVendors(values: Values, parts: VendorParts): ProbeKit {
  const { reached, world, config, ledger, contextFor, timeoutMs } = parts;
  const { vendors } = config.registry.environments[reached.plan.environment];
  const egress = egressOf(vendors);
  const digest = createNodeDigest();
  const { clock, transport, metrics } = reached;
  const outbound = createOutbound({
    ...{ egress, transport, digest, clock, ledger, metrics },
    process: parts.operatorContext().process,
    logger: world.logger,
  });
  const isListed = (origin: string, path: string) => egress.isListed(origin, path);
  const gate = { ledger, digest, clock, contextFor, isListed };
  return { ...clientsOf(vendors, values, { outbound, timeoutMs, clock }), gate };
}
