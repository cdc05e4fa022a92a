import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { type Registry, vendorModesOf } from '../../src/core/environment/registry.ts';
import type {
  AnyPreparedRequest,
  OutsideEffectName,
  PreparedRequest,
} from '../../src/core/gate/effects.ts';
import { type Permit, redeemPermit } from '../../src/core/gate/permit.ts';
import type { ProbeGate } from '../../src/core/preflight/ask-vendor.ts';
import type { VendorClients } from '../../src/core/preflight/vendor-probes.ts';
import type { ShopAppFacts } from '../../src/core/vendors/probes.ts';
import { createRememberingLedger } from '../contract/helpdesk-harness.ts';
import { allowingContext } from './gate-context.ts';
import { digest, START_MS } from './preflight-fixture.ts';

export const USERS: readonly string[] = ['agent-1', 'agent-42'];
export const CHANNEL_IDS: readonly string[] = ['channel-1', 'channel-2'];
const ORIGIN = 'https://vendor.example';

type Asked = 'users' | 'channels' | 'shop' | 'model';

/** Vendors that answer at once, behind the real gate, with every Permit spent as `outbound` would spend it. */
export interface FakeVendors {
  readonly clients: VendorClients;
  readonly gate: ProbeGate;
  /** What was sent, in order. */
  readonly sent: Asked[];
  readonly entries: ReturnType<typeof createRememberingLedger>['entries'];
  /** What each answer is, or throws. */
  readonly answers: {
    users: () => readonly string[];
    channels: () => readonly string[];
    shop: () => ShopAppFacts;
    model: () => string;
  };
}

function prepared<E extends OutsideEffectName>(effect: E, path: string): PreparedRequest<E> {
  return { effect, method: 'GET', origin: ORIGIN, path, body: null };
}

export function createFakeVendors(
  environment: EnvironmentName,
  registry: Registry,
  options: { readonly isListed?: boolean; readonly latency?: () => Promise<void> } = {},
): FakeVendors {
  const { ledger, entries } = createRememberingLedger();
  const sent: Asked[] = [];
  const modes = vendorModesOf(registry.environments[environment]);
  const gate: ProbeGate = {
    ...{ ledger, digest, clock: { now: () => START_MS } },
    contextFor: (identity) => {
      const allowing = allowingContext();
      const process = { ...allowing.process, environment, identity, vendorModes: modes };
      return { ...allowing, nowMs: START_MS, process };
    },
    isListed: () => options.isListed ?? true,
  };
  const answers: FakeVendors['answers'] = {
    users: () => USERS,
    channels: () => CHANNEL_IDS,
    shop: () => ({
      domain: 'shop.myshopify.com',
      accessScopes: ['read_all_orders', 'read_orders'],
      supportedVersions: ['2026-04', '2026-07'],
    }),
    model: () => 'gpt-5-mini',
  };
  async function send<E extends OutsideEffectName, T>(
    asked: Asked,
    request: PreparedRequest<E>,
    permit: Permit<E>,
    answer: () => T,
  ): Promise<T> {
    // The union of all effects cannot be named generically.
    redeemPermit(permit, request as AnyPreparedRequest, { environment, nowMs: START_MS, digest });
    sent.push(asked);
    await options.latency?.();
    return answer();
  }
  const clients: VendorClients = {
    gate,
    richpanel:
      modes.richpanel === 'stub'
        ? null
        : {
            botAgentId: 'agent-42',
            workspace: {
              prepareListUsers: () => prepared('workspace.read', '/v1/users'),
              prepareListChannels: () => prepared('workspace.read', '/v1/channels'),
              listUsers: (request, permit) => send('users', request, permit, () => answers.users()),
              listChannels: (request, permit) =>
                send('channels', request, permit, () => answers.channels()),
            },
          },
    shop:
      modes.shopify === 'stub'
        ? null
        : {
            prepareReadApp: () => ({
              request: prepared('shop.app.read', '/app'),
              operation: 'query',
            }),
            readApp: (request, permit) => send('shop', request, permit, () => answers.shop()),
          },
    model:
      modes.model === 'embedded'
        ? null
        : {
            prepareProbe: () => prepared('model.probe', '/models/x'),
            probe: (request, permit) => send('model', request, permit, () => answers.model()),
          },
  };
  return { clients, gate, sent, entries, answers };
}
