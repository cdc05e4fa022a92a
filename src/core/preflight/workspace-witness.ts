import type {
  Fingerprinter,
  WorkspaceFingerprint,
  Workspaces,
} from '../environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import type { RichpanelMode } from '../environment/vendor-modes.ts';

/** The stable ids of a workspace; nothing else of it is looked at (incident 28). */
export interface WorkspaceIds {
  readonly users: readonly string[];
  readonly channels: readonly string[];
}

export async function fingerprintWorkspace(
  { users, channels }: WorkspaceIds,
  fingerprinter: Fingerprinter,
): Promise<WorkspaceFingerprint> {
  const [ofChannels, ofUsers] = await Promise.all([
    fingerprinter.makeSet(channels),
    fingerprinter.makeSet(users),
  ]);
  return { channels: ofChannels, users: ofUsers };
}

type Likeness = 'same' | 'changed' | 'other';

/** How much of a registered workspace is seen again. One shared id is enough to be no other: people and channels move. */
async function likeness(
  ids: WorkspaceIds,
  known: WorkspaceFingerprint,
  fingerprinter: Fingerprinter,
): Promise<Likeness> {
  const [channels, users] = await Promise.all([
    fingerprinter.countShared(ids.channels, known.channels),
    fingerprinter.countShared(ids.users, known.users),
  ]);
  if (channels + users === 0) return 'other';
  const isWhole = (shared: number, own: readonly string[], onFile: readonly string[]) =>
    shared === new Set(own).size && shared === onFile.length;
  return isWhole(channels, ids.channels, known.channels.hashes) &&
    isWhole(users, ids.users, known.users.hashes)
    ? 'same'
    : 'changed';
}

export interface WorkspacePlace {
  readonly environment: EnvironmentName;
  readonly mode: RichpanelMode;
  readonly workspaces: () => Workspaces;
}

/** The registrations of some environments that are no sandbox: where real customers may be. */
function liveWorkspaces(
  { environments }: Workspaces,
  names: readonly EnvironmentName[] = ENVIRONMENT_NAMES,
): readonly WorkspaceFingerprint[] {
  return names.flatMap((name) =>
    Object.entries(environments[name] ?? {}).flatMap(([mode, known]) =>
      mode === 'sandbox-workspace' || known === undefined ? [] : [known],
    ),
  );
}

/**
 * Whether a sandbox is apart from every workspace where real customers are. Prod's must be on file: with nothing to
 * compare with, nothing is proved. One shared id is too many.
 */
export async function checkSandbox(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<'WORKSPACE_IS_PROD' | 'WORKSPACE_NOT_COMPARED' | null> {
  if (place.mode !== 'sandbox-workspace') return null;
  const workspaces = place.workspaces();
  if (liveWorkspaces(workspaces, ['prod']).length === 0) return 'WORKSPACE_NOT_COMPARED';
  const known = liveWorkspaces(workspaces);
  const alike = await Promise.all(known.map((one) => likeness(ids, one, fingerprinter)));
  return alike.every((word) => word === 'other') ? null : 'WORKSPACE_IS_PROD';
}

/** Whether another workspace stands on file for this environment and mode; then only a person may replace it. */
export async function isAnotherOnFile(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<boolean> {
  const known = place.workspaces().environments[place.environment]?.[place.mode];
  return known !== undefined && (await likeness(ids, known, fingerprinter)) === 'other';
}

/** What is wrong with the workspace that a key opens, or null when it is the registered one. */
export async function checkWorkspaceIds(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<string | null> {
  const known = place.workspaces().environments[place.environment]?.[place.mode];
  if (known === undefined) return 'WORKSPACE_UNREGISTERED';
  const like = await likeness(ids, known, fingerprinter);
  if (like === 'other') return 'WORKSPACE_DIFFERS';
  const sandbox = await checkSandbox(ids, place, fingerprinter);
  if (sandbox !== null) return sandbox;
  return like === 'changed' ? 'WORKSPACE_CHANGED' : null;
}
