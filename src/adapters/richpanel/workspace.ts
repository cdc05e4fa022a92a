import { z } from 'zod';
import type { PreparedRequest } from '../../core/gate/effects.ts';
import { VendorAnswerInvalidError } from '../../core/runtime/errors.ts';
import type { Workspace } from '../../core/vendors/probes.ts';
import type { EgressEntry } from '../outbound/egress.ts';
import { createVendorRead } from '../outbound/vendor-send.ts';
import { assertApiKey, type RichpanelConnection, toSendDeps } from './client.ts';
import { textOrNumber } from './parse-ticket.ts';
import { RICHPANEL_CHANNELS_PATH_PREFIX, RICHPANEL_USERS_PATH_PREFIX } from './richpanel.names.ts';

const entrySchema = z.object({ id: textOrNumber.refine((id) => id.trim() !== '') });

/** A workspace without a user or a channel does not exist, so an empty list is a sign of something else. */
const entriesSchema = z.array(entrySchema).min(1);

/** The list stands alone, under its own name, under `data`, or under its own name in `data`. */
function listSchema(name: 'users' | 'channels') {
  const named = z.object({ [name]: entriesSchema }).transform((answer) => answer[name]);
  const bare = z.union([entriesSchema, named]);
  return z.union([bare, z.object({ data: bare }).transform((answer) => answer.data)]);
}

const SCHEMAS = { users: listSchema('users'), channels: listSchema('channels') } as const;

/**
 * The ids of a list of users or channels, sorted and without duplicates; nothing else is read.
 * @throws {VendorAnswerInvalidError} for a list that is empty or in which one id is unreadable: half a list would be
 *   taken for another workspace
 */
export function parseIds(answer: unknown, name: keyof typeof SCHEMAS): readonly string[] {
  const entries = SCHEMAS[name].safeParse(answer).data;
  if (entries === undefined) throw new VendorAnswerInvalidError('richpanel', name);
  return [...new Set(entries.map((entry) => entry.id))].sort();
}

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
