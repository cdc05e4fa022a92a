import type { PreparedRequest } from '../../core/gate/request.ts';
import type { Workspace } from '../../core/vendors/workspace.ts';
import { createVendorRead } from '../outbound/vendor-send.ts';
import { assertApiKey, type RichpanelConnection, toSendDeps } from './connection.ts';
import { parseIds } from './parse-ids.ts';
import { RICHPANEL_CHANNELS_PATH_PREFIX, RICHPANEL_USERS_PATH_PREFIX } from './richpanel.names.ts';

export type RichpanelWorkspaceDeps = RichpanelConnection;

/**
 * The workspace that a key opens, over Richpanel's API. Sends each request once; takes and pauses no limiter: who
 * reads here shares the key with nobody, and two calls are all there are.
 * @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID`
 */
export function createRichpanelWorkspace(deps: RichpanelWorkspaceDeps): Workspace {
  assertApiKey(deps.apiKey);
  const read = createVendorRead({ ...toSendDeps(deps), clock: deps.clock });
  const prepare = (segments: readonly string[]): PreparedRequest<'workspace.read'> => ({
    effect: 'workspace.read',
    method: 'GET',
    origin: deps.origin,
    path: `/${segments.join('/')}`,
    body: null,
  });
  return {
    prepareListUsers: () => prepare(RICHPANEL_USERS_PATH_PREFIX),
    prepareListChannels: () => prepare(RICHPANEL_CHANNELS_PATH_PREFIX),
    listUsers: async (request, permit) => parseIds(await read(request, permit), 'users'),
    listChannels: async (request, permit) => parseIds(await read(request, permit), 'channels'),
  };
}
