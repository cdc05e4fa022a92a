import { createServer } from 'node:http';
import { createSystemClock } from '../../src/adapters/node/platform.ts';
import { createHttpTransport } from '../../src/adapters/outbound/http-transport.ts';
import type { Transport } from '../../src/adapters/outbound/transport.ts';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { createOpenaiStub } from '../../stubs/openai/openai-stub.ts';
import { createShopifyStub } from '../../stubs/shopify/shopify-stub.ts';
import { goodSecret } from './preflight/planted-values.ts';
import type { Site } from './preflight/stage.ts';

/** A helpdesk workspace as its key shows it. */
export interface StagedWorkspace {
  users: readonly string[];
  channels: readonly string[];
}

/** Answers for every workspace at the one address that Richpanel has; the key alone says which one. */
async function startRichpanel(byKey: ReadonlyMap<string, StagedWorkspace>) {
  const server = createServer((request, response) => {
    const workspace = byKey.get(String(request.headers['x-richpanel-key']));
    const ids = request.url === '/v1/users' ? workspace?.users : workspace?.channels;
    response.writeHead(ids === undefined ? 401 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(ids?.map((id) => ({ id, name: 'canary name' })) ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

/**
 * The real addresses of an account and its vendors, answered on this machine: requests are addressed, judged and signed as
 * they would be out there, and only the last step of the transport goes elsewhere.
 */
export async function startLiveFixture(site: Site) {
  const clock = createSystemClock();
  const secret = (id: Parameters<typeof goodSecret>[1], environment: EnvironmentName = 'dev') =>
    goodSecret(environment, id);
  const agent = secret('richpanel/bot_agent_id');
  const workspaces = new Map<string, StagedWorkspace>([
    [secret('richpanel/api_key'), { users: [agent, 'u2'], channels: ['c1', 'c2'] }],
    [secret('richpanel/api_key', 'prod'), { users: ['p1', 'p3'], channels: ['p2'] }],
  ]);
  const richpanel = await startRichpanel(workspaces);
  const shop = createShopifyStub({
    domain: 'example-shop.myshopify.com',
    accessScopes: ['read_orders', 'read_all_orders'],
    versions: [{ handle: '2026-07', supported: true }],
    token: secret('shopify/admin_api_token'),
    clock,
  });
  const model = createOpenaiStub({
    apiKey: secret('openai/api_key'),
    models: ['gpt-5-mini'],
    clock,
  });
  const origins = new Map([
    ['https://api.richpanel.com', richpanel.origin],
    ['https://example-shop.myshopify.com', (await shop.listen({ port: 0 })).origin],
    ['https://api.openai.com', (await model.listen({ port: 0 })).origin],
    ...['sts', 'ssm', 'secretsmanager'].map(
      (service) => [`https://${service}.us-east-2.amazonaws.com`, site.standIn.origin] as const,
    ),
  ]);
  const asked: string[] = [];
  const createTransport = (): Transport => {
    const transport = createHttpTransport();
    return {
      send: (request) => {
        const { origin } = new URL(request.url);
        asked.push(origin);
        const here = origins.get(origin);
        if (here === undefined) throw new Error(`nobody plays ${origin}`);
        return transport.send({ ...request, url: request.url.replace(origin, here) });
      },
      close: () => transport.close(),
    };
  };
  return {
    workspaces,
    shop,
    model,
    asked,
    createTransport,
    close: async () => {
      richpanel.close();
      await Promise.all([shop.close(), model.close()]);
    },
  };
}

export type LiveFixture = Awaited<ReturnType<typeof startLiveFixture>>;
