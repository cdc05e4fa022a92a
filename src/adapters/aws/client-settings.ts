import type { HttpHandler } from '@smithy/protocol-http';

export interface ClientSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly requestHandler: HttpHandler;
}

/** One first try and two more, with the SDK's own waiting in between. */
const MAX_ATTEMPTS = 3;

/**
 * What every client of the SDK is told, so that it does not look it up in files and variables. FIPS and dual-stack
 * choices would lead to other hosts, and any mode but `standard` may ask the instance's metadata for its region.
 */
export function commonSettings(requestHandler: HttpHandler) {
  return {
    requestHandler,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  } as const;
}

/** Settings of one client of ours. The endpoint is always given: a profile's `endpoint_url` is never used. */
export function clientSettings({ region, endpoint, requestHandler }: ClientSettings) {
  return { ...commonSettings(requestHandler), region, endpoint };
}
