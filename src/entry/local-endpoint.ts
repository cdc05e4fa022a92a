import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createEgressList } from '../adapters/outbound/egress.ts';
import { createHttpTransport } from '../adapters/outbound/http-transport.ts';
import { createOutbound, type Outbound } from '../adapters/outbound/outbound.ts';
import { createOwnEndpoint } from '../cli/demo/own-endpoint.ts';
import type { LocalOptions, OwnEndpoint } from '../cli/surface.ts';
import { parseWebhookTokens } from '../core/environment/webhook-tokens.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import { createCountingMetrics } from '../telemetry/counting-metrics.ts';
import { createLogger } from '../telemetry/logger.ts';
import { openLocalStores } from './local-stores.ts';

/** Where the running service of a data folder listens. It holds no secret. */
const serviceFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  pid: z.int(),
  url: z.url(),
  stubUrl: z.url(),
});
export type ServiceFile = z.infer<typeof serviceFileSchema>;
export const SERVICE_FILE = 'service.json';
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

function readServiceFile(dataDir: string): ServiceFile {
  try {
    return serviceFileSchema.parse(JSON.parse(readFileSync(join(dataDir, SERVICE_FILE), 'utf8')));
  } catch (thrown) {
    throw new ConfigurationError(
      'SERVICE_NOT_RUNNING',
      'No service runs on this data folder.',
      'Start one with npm start or npx rpmw serve --env dev, or name its folder with --data-dir.',
      1,
      { cause: thrown },
    );
  }
}

/** The token goes to this machine alone. @throws {ConfigurationError} `URL_NOT_LOOPBACK`, exit code 2 */
function loopbackOrigin(raw: string): string {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  if (url !== null && LOOPBACK_HOSTS.has(url.hostname)) return url.origin;
  throw new ConfigurationError(
    'URL_NOT_LOOPBACK',
    'That is no address of this machine.',
    'Give --url as http://127.0.0.1:PORT, or leave it out.',
    2,
  );
}

function requireToken(raw: string | undefined): string {
  if (raw !== undefined) return parseWebhookTokens(raw)[0]?.reveal() ?? '';
  throw new ConfigurationError(
    'WEBHOOK_TOKEN_MISSING',
    'The webhook token of the running service is needed.',
    'Set RPMW_WEBHOOK_TOKEN; the service showed it when it started.',
  );
}

/** Reaches the service of a data folder from another process, through `outbound` like everything else. */
export async function openLocalEndpoint(
  options: LocalOptions & { readonly url: string | undefined },
  rawToken: string | undefined,
): Promise<OwnEndpoint & { close: () => Promise<void> }> {
  const service = readServiceFile(options.dataDir);
  const url = loopbackOrigin(options.url ?? service.url);
  const token = requireToken(rawToken);
  const stores = await openLocalStores(options);
  const transport = createHttpTransport();
  const egress = createEgressList([
    { origin: new URL(url).origin, kind: 'own-endpoint' },
    { origin: new URL(service.stubUrl).origin, kind: 'own-endpoint' },
  ]);
  const outbound: Outbound = createOutbound({
    ...stores,
    egress,
    transport,
    metrics: createCountingMetrics(),
    logger: createLogger({ destination: process.stderr, level: 'warn' }),
  });
  const close = async (): Promise<void> => {
    transport.close();
    await stores.close();
  };
  return { ...createOwnEndpoint({ outbound, url, stubUrl: service.stubUrl, token }), close };
}
