import type {
  Fingerprinter,
  FingerprintFiles,
  WorkspaceFingerprint,
} from '../environment/fingerprints.ts';
import type { Identity } from '../environment/identity.ts';
import type { EnvironmentName } from '../environment/names.ts';
import type { RichpanelMode } from '../environment/vendor-modes.ts';
import { failedAnswer } from '../preflight/ask-vendor.ts';
import { remedyOf } from '../preflight/check.ts';
import { readWorkspaceIds, type VendorClients } from '../preflight/vendor-probes.ts';
import {
  checkSandbox,
  fingerprintWorkspace,
  isAnotherOnFile,
  type WorkspacePlace,
} from '../preflight/workspace-witness.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from './operation.ts';

/** A workspace that was read, with the fingerprint that tells it from others. */
export interface WorkspaceReading {
  readonly mode: RichpanelMode;
  readonly fingerprint: WorkspaceFingerprint;
  readonly users: number;
  readonly channels: number;
  /** True when another workspace stands on file for this environment and mode. */
  readonly replacesAnother: boolean;
}

const OPERATION = { effect: 'workspace.register', direction: 'safer' } as const;

function refuse(code: string, message: string): never {
  throw new ConfigurationError(code, `${message} Nothing was registered.`, remedyOf(code));
}

/**
 * Reads the workspace that the key of an environment opens, to be registered as its own.
 * @throws {ConfigurationError} `WORKSPACE_IS_STUB`, `WORKSPACE_IS_PROD` or `WORKSPACE_NOT_COMPARED` for a sandbox, or the
 *   code of what stood between us and the vendor
 */
export async function readWorkspace(
  { richpanel, gate }: Pick<VendorClients, 'richpanel' | 'gate'>,
  place: WorkspacePlace,
  identity: Identity,
  fingerprinter: Fingerprinter,
): Promise<WorkspaceReading> {
  if (richpanel === null) refuse('WORKSPACE_IS_STUB', 'The helpdesk is a stub here.');
  const answer = await readWorkspaceIds(richpanel.workspace, identity, gate);
  if (answer.outcome === 'failed') {
    const { code, detail } = failedAnswer('workspace', answer, {
      refused: 'RICHPANEL_KEY_REFUSED',
    });
    refuse(code ?? answer.code, `The workspace was not read: ${detail}.`);
  }
  const sandbox = await checkSandbox(answer.facts, place, fingerprinter);
  if (sandbox !== null) refuse(sandbox, 'It is not proved that this is no workspace of prod.');
  const { users, channels } = answer.facts;
  const fingerprint = await fingerprintWorkspace(answer.facts, fingerprinter);
  const replacesAnother = await isAnotherOnFile(answer.facts, place, fingerprinter);
  const counts = { users: users.length, channels: channels.length };
  return { mode: place.mode, fingerprint, ...counts, replacesAnother };
}

/** Another workspace than the registered one is taken only on purpose. @throws {ConfigurationError} `WORKSPACE_DIFFERS` */
export function assertReplaceable(reading: WorkspaceReading, mayReplace: boolean): void {
  if (!reading.replacesAnother || mayReplace) return;
  throw new ConfigurationError(
    'WORKSPACE_DIFFERS',
    'Another workspace is registered for this environment. Nothing was registered.',
    'Stop, and look which key this is. Only where the shop has moved, add --replace.',
  );
}

/**
 * Registers a workspace that was read as an environment's own, beside those of its other modes.
 * @throws {ConfigurationError} with the code of the rule that refused, or what the file says
 */
export async function registerWorkspace(
  { mode, fingerprint }: WorkspaceReading,
  environment: EnvironmentName,
  operator: Operator,
  deps: OperationDeps & {
    readonly files: Pick<FingerprintFiles, 'loadWorkspaces' | 'saveWorkspaces'>;
  },
): Promise<void> {
  await authorizeOperator(OPERATION, operator, deps);
  const file = deps.files.loadWorkspaces();
  const own = { ...file.environments[environment], [mode]: fingerprint };
  const environments = { ...file.environments, [environment]: own };
  deps.files.saveWorkspaces({ ...file, environments });
  await recordOperation(OPERATION, operator, { after: `workspace ${mode}` }, deps);
}
