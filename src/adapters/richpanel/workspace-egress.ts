import type { EgressEntry } from '../outbound/egress.ts';
import { RICHPANEL_CHANNELS_PATH_PREFIX, RICHPANEL_USERS_PATH_PREFIX } from './richpanel.names.ts';

/**
 * What a process that only asks which workspace a key opens may reach: no ticket.
 * @param origin `RICHPANEL_ORIGIN`, or the stub's on loopback
 */
export function richpanelEgress(origin: string): EgressEntry[] {
  return [RICHPANEL_USERS_PATH_PREFIX, RICHPANEL_CHANNELS_PATH_PREFIX].map((pathPrefix) => ({
    origin,
    pathPrefix,
    kind: 'vendor',
  }));
}
