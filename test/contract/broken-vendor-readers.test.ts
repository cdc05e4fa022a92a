import { describe, expect, it } from 'vitest';
import { createModelProbe } from '../../src/adapters/openai/model-probe.ts';
import type { EffectOptions, Outbound } from '../../src/adapters/outbound/outbound.ts';
import { createRichpanelWorkspace } from '../../src/adapters/richpanel/workspace.ts';
import { createShopApp } from '../../src/adapters/shopify/shop-app.ts';
import type { ModelProbe, ShopApp, Workspace } from '../../src/core/vendors/probes.ts';
import {
  createModelProbeHarness,
  createShopAppHarness,
  createWorkspaceHarness,
  PROBED_MODEL,
} from '../support/vendor-harnesses.ts';
import { listFailures } from './contract-case.ts';
import { MODEL_PROBE_CASES } from './model-probe.contract.ts';
import { SHOP_APP_CASES } from './shop-app.contract.ts';
import type { ReaderParts } from './vendor-read.harness.ts';
import { WORKSPACE_CASES } from './workspace.contract.ts';

/** Quotes the key in what it throws, and so in whatever is logged of it. */
function quotingWorkspace({ key, ...parts }: ReaderParts): Workspace {
  const workspace = createRichpanelWorkspace({ ...parts, apiKey: key });
  return {
    ...workspace,
    listUsers: (request, permit) =>
      workspace.listUsers(request, permit).catch((thrown: unknown) => {
        throw Object.assign(thrown instanceof Error ? thrown : new Error('?'), {
          cause: { headers: { 'x-richpanel-key': key.reveal() } },
        });
      }),
  };
}

/** Takes what is there of an answer that also brought errors, and an error inside 200 for an empty shop. */
function lenientShop({ key, outbound, ...parts }: ReaderParts): ShopApp {
  const sendEffect: Outbound['sendEffect'] = async (request, permit, options) => {
    const result = await outbound.sendEffect(request, permit, options);
    if (result.outcome === 'failed' || !result.body.includes('"errors"')) return result;
    const shop = { myshopifyDomain: 'x.myshopify.com' };
    const data = { currentAppInstallation: { accessScopes: [] }, shop, publicApiVersions: [] };
    return { ...result, body: JSON.stringify({ data }) };
  };
  const settings = { shopDomain: 'x.myshopify.com', apiVersion: '2026-07', token: key };
  return createShopApp({ ...parts, ...settings, outbound: { sendEffect } });
}

/** Tries again after a failure, which no Permit covers. */
function retryingProbe({ key, outbound, ...parts }: ReaderParts): ModelProbe {
  const sendEffect: Outbound['sendEffect'] = async (request, permit, options: EffectOptions) => {
    const first = await outbound.sendEffect(request, permit, options);
    if (first.outcome === 'answered' && first.status < 500) return first;
    return outbound.sendEffect(request, permit, options);
  };
  const settings = { model: PROBED_MODEL, apiKey: key };
  return createModelProbe({ ...parts, ...settings, outbound: { sendEffect } });
}

describe('the contracts of the vendor readers turn red for a broken adapter', () => {
  it('R2.3: Workspace, for one that quotes its key in an error', async () => {
    const red = await listFailures(WORKSPACE_CASES, () => createWorkspaceHarness(quotingWorkspace));

    expect(red).toContain('users: R2.2 R2.3: a refused key is a rejection with its status');
    expect(red.filter((name) => name.startsWith('channels'))).toEqual([]);
  });

  it('ShopApp, for one that overlooks errors inside a 200', async () => {
    const red = await listFailures(SHOP_APP_CASES, () => createShopAppHarness(lenientShop));

    expect(red).toEqual([
      'D9: the cost limit, which comes with status 200, says how long to wait',
      'R2.3: errors beside half of the data leave nothing to use, and are not quoted',
    ]);
  });

  it('ModelProbe, for one that tries again', async () => {
    const red = await listFailures(MODEL_PROBE_CASES, () => createModelProbeHarness(retryingProbe));

    expect(red).toContain('probe: a 500 is unavailable and not repeated');
    expect(red).not.toContain('gives the id of the model and sends no text');
  });
});
