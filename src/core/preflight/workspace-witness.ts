import type { WorkspaceFingerprint, Workspaces } from '../environment/fingerprints.ts';
import type { EnvironmentName } from '../environment/names.ts';
import type { RichpanelMode } from '../environment/vendor-modes.ts';
import type { Fingerprinter } from '../ports/fingerprinter.ts';
import { Sensitive } from '../redaction/sensitive.ts';

/** The stable ids of a workspace; nothing else of it is looked at (incident 28). */
export interface WorkspaceIds {
  readonly users: readonly string[];
  readonly channels: readonly string[];
}

function textOf(ids: readonly string[]): Sensitive<string> {
  return new Sensitive(JSON.stringify(ids.toSorted()));
}

export async function fingerprintWorkspace(
  { users, channels }: WorkspaceIds,
  fingerprinter: Fingerprinter,
): Promise<WorkspaceFingerprint> {
  const [ofChannels, ofUsers] = await Promise.all([
    fingerprinter.make(textOf(channels)),
    fingerprinter.make(textOf(users)),
  ]);
  return { channels: ofChannels, users: ofUsers };
}

/** How much of a registered workspace is seen again. */
async function likeness(
  ids: WorkspaceIds,
  known: WorkspaceFingerprint,
  fingerprinter: Fingerprinter,
): Promise<'same' | 'changed' | 'other'> {
  const [channels, users] = await Promise.all([
    fingerprinter.matches(textOf(ids.channels), known.channels),
    fingerprinter.matches(textOf(ids.users), known.users),
  ]);
  if (channels && users) return 'same';
  return channels || users ? 'changed' : 'other';
}

export interface WorkspacePlace {
  readonly environment: EnvironmentName;
  readonly mode: RichpanelMode;
  readonly workspaces: () => Workspaces;
}

/** Every registration that is no sandbox: where real customers may be. */
function liveWorkspaces({ environments }: Workspaces): readonly WorkspaceFingerprint[] {
  return Object.values(environments).flatMap((modes) =>
    Object.entries(modes ?? {}).flatMap(([mode, known]) =>
      mode === 'sandbox-workspace' || known === undefined ? [] : [known],
    ),
  );
}

/**
 * Whether a sandbox is apart from every workspace where real customers are. Prod's must be on file: with nothing to
 * compare with, nothing is proved. One shared part is too many.
 */
export async function judgeSandbox(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<'WORKSPACE_IS_PROD' | 'WORKSPACE_NOT_COMPARED' | null> {
  if (place.mode !== 'sandbox-workspace') return null;
  const workspaces = place.workspaces();
  if (Object.keys(workspaces.environments.prod ?? {}).length === 0) return 'WORKSPACE_NOT_COMPARED';
  const known = liveWorkspaces(workspaces);
  const alike = await Promise.all(known.map((one) => likeness(ids, one, fingerprinter)));
  return alike.every((word) => word === 'other') ? null : 'WORKSPACE_IS_PROD';
}

/** What is wrong with the workspace that a key opens, or null when it is the registered one. */
export async function judgeWorkspaceIds(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<string | null> {
  const known = place.workspaces().environments[place.environment]?.[place.mode];
  if (known === undefined) return 'WORKSPACE_UNREGISTERED';
  const like = await likeness(ids, known, fingerprinter);
  if (like === 'other') return 'WORKSPACE_DIFFERS';
  const sandbox = await judgeSandbox(ids, place, fingerprinter);
  if (sandbox !== null) return sandbox;
  return like === 'changed' ? 'WORKSPACE_CHANGED' : null;
}
