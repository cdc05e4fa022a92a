import { createModelProbe, openaiEgress } from '../../src/adapters/openai/model-probe.ts';
import {
  createRichpanelWorkspace,
  richpanelEgress,
} from '../../src/adapters/richpanel/workspace.ts';
import { createShopApp, shopifyEgress } from '../../src/adapters/shopify/shop-app.ts';
import { CHANNELS } from '../../src/core/tickets/ticket.ts';
import type { ModelProbe, ShopApp, Workspace } from '../../src/core/vendors/probes.ts';
import { createOpenaiStub } from '../../stubs/openai/openai-stub.ts';
import { createRichpanelStub } from '../../stubs/richpanel/richpanel-stub.ts';
import { stubChannelId } from '../../stubs/richpanel/ticket-building.ts';
import { createShopifyStub } from '../../stubs/shopify/shopify-stub.ts';
import type { ModelProbeHarness } from '../contract/model-probe.contract.ts';
import type { ShopAppHarness } from '../contract/shop-app.contract.ts';
import { createVendorReadHarness, type ReaderParts } from '../contract/vendor-read.harness.ts';
import type { WorkspaceHarness } from '../contract/workspace.contract.ts';
import { createVirtualClock } from './virtual-clock.ts';

const START_MS = Date.UTC(2026, 10, 23, 12);
const RETRY_AFTER_SECONDS = 20;

const SHOP = {
  domain: 'canary-shop.myshopify.com',
  accessScopes: ['read_orders'],
  versions: [{ handle: '2026-07', supported: true }],
};
const API_VERSION = '2026-07';
/** A name with a character that must be percent-encoded. */
export const PROBED_MODEL = 'ft:canary-model:2026-07-01';

type Make<P> = (parts: ReaderParts) => P;

/** The workspace of the Richpanel stub, or what a test makes of its parts. */
export async function createWorkspaceHarness(
  makePort: Make<Workspace> = ({ key, ...parts }) =>
    createRichpanelWorkspace({ ...parts, apiKey: key }),
): Promise<WorkspaceHarness> {
  const key = 'workspace-key-7c2e';
  const { clock } = createVirtualClock(START_MS);
  const botAgentId = 'stub-agent-bot';
  const stub = createRichpanelStub({ path: ':memory:', clock, seed: 1, apiKey: key, botAgentId });
  const { origin } = await stub.listen({ port: 0 });
  const fixture: WorkspaceHarness['fixture'] = {
    userIds: [botAgentId, 'stub-agent-operator-1', 'stub-agent-operator-2'],
    channelIds: CHANNELS.map(stubChannelId).sort(),
    fault: (kind) => {
      const retryAfterSeconds = RETRY_AFTER_SECONDS;
      if (kind === '401' || kind === '403') stub.script({ kind: 'status', status: Number(kind) });
      else if (kind === 'hang') stub.script({ kind: 'timeout-before-commit' });
      else stub.script({ kind, retryAfterSeconds });
    },
    arrivals: () => Object.values(stub.stats().calls).reduce((sum, count) => sum + count, 0),
    stop: () => stub.close(),
  };
  return createVendorReadHarness({
    fixture,
    origin,
    key,
    egress: richpanelEgress(origin),
    makePort,
  });
}

/** The shop of the Shopify stub, or what a test makes of its parts. */
export async function createShopAppHarness(
  makePort: Make<ShopApp> = ({ key, ...parts }) =>
    createShopApp({ ...parts, token: key, shopDomain: SHOP.domain, apiVersion: API_VERSION }),
): Promise<ShopAppHarness> {
  const key = 'shpat_stub_5e1d';
  const { clock } = createVirtualClock(START_MS);
  const stub = createShopifyStub({ ...SHOP, token: key, clock });
  const { origin } = await stub.listen({ port: 0 });
  const fixture: ShopAppHarness['fixture'] = {
    fault: (kind) => stub.script({ kind, retryAfterSeconds: RETRY_AFTER_SECONDS }),
    faultInside: (kind) => stub.script({ kind }),
    set: stub.change,
    arrivals: () => stub.journal().length,
    mutations: stub.mutations,
    unknownCalls: stub.unknownCalls,
    stop: stub.close,
  };
  const egress = shopifyEgress(SHOP.domain, API_VERSION, origin);
  return createVendorReadHarness({ fixture, origin, key, egress, makePort });
}

/** The catalogue of the OpenAI stub, or what a test makes of its parts. */
export async function createModelProbeHarness(
  makePort: Make<ModelProbe> = ({ key, ...parts }) =>
    createModelProbe({ ...parts, apiKey: key, model: PROBED_MODEL }),
): Promise<ModelProbeHarness> {
  const key = 'sk-stub-9b3a';
  const { clock } = createVirtualClock(START_MS);
  const stub = createOpenaiStub({ apiKey: key, models: [PROBED_MODEL], clock });
  const { origin } = await stub.listen({ port: 0 });
  const fixture: ModelProbeHarness['fixture'] = {
    model: PROBED_MODEL,
    fault: (kind) => stub.script({ kind, retryAfterSeconds: RETRY_AFTER_SECONDS }),
    setModels: (models) => stub.change({ models }),
    arrivals: () => stub.journal().length,
    receivedBytes: () => stub.journal().reduce((sum, entry) => sum + entry.bodySizeBytes, 0),
    unknownCalls: stub.unknownCalls,
    stop: stub.close,
  };
  return createVendorReadHarness({ fixture, origin, key, egress: openaiEgress(origin), makePort });
}
