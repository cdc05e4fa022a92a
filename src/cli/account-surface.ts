import type { ParameterStore } from '../core/environment/account.ts';
import type {
  Fingerprinter,
  SecretFingerprints,
  Workspaces,
} from '../core/environment/fingerprints.ts';
import type { IdentityKind } from '../core/environment/identity.ts';
import type { EnvironmentName } from '../core/environment/names.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import type { Ledger } from '../core/gate/ledger.ts';
import type { LedgerVerification } from '../core/gate/verify-ledger.ts';
import type { OperationDeps } from '../core/operate/operation.ts';
import type { WorkspaceReading } from '../core/operate/register-workspace.ts';
import type { Check } from '../core/preflight/check.ts';
import type { DoorNeed } from '../core/preflight/door.ts';
import type { PreflightReport } from '../core/preflight/report.ts';
import type { PreflightScope } from '../core/preflight/run-preflight.ts';
import type { Sensitive } from '../core/redaction/sensitive.ts';
import type { Flags } from './flags-port.ts';
import type { LocalOptions } from './local-options.ts';

/** The record of what was done in an account from this machine. */
export interface OperatorLedger {
  readonly ledger: Ledger;
  readonly isWritable: () => Promise<boolean>;
  readonly verifyLedger: () => Promise<LedgerVerification>;
  readonly close: () => Promise<void>;
}

/** The account of an environment, and how it is reached. */
export interface AccountOptions extends LocalOptions {
  /** The region that was asked for; a witness, never an override. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly expectAccount?: string | undefined;
  /** For each try of each call. */
  readonly timeoutMs: number;
}

export interface AccountDoorOptions extends AccountOptions {
  /** What must be proved before the session exists. */
  readonly need: DoorNeed;
  /** The secrets that this process may read. @default those that the vendor modes need */
  readonly secretIds?: readonly SecretId[] | undefined;
}

/** An account, come to through the door. */
export interface AccountSession {
  readonly environment: EnvironmentName;
  readonly accountId: string;
  readonly identityKind: IdentityKind;
  /** Proves more than the session was opened with. @throws {ConfigurationError} */
  readonly require: (need: DoorNeed) => Promise<void>;
  /** Once `secrets` was required. */
  readonly secretValues: () => ReadonlyMap<SecretId, Sensitive<string>>;
  readonly parameters: ParameterStore;
  readonly flags: Flags;
  readonly fingerprinter: Fingerprinter;
  /** Reads the workspace that the helpdesk's key opens, through the gate, to be registered. Once `secrets` was required. */
  readonly readWorkspace: () => Promise<WorkspaceReading>;
  /** Opens the ledger of this machine, and what an operator's act is judged by. @throws when either cannot be had */
  readonly operation: () => Promise<OperationDeps>;
  readonly close: () => Promise<void>;
}

export interface PreflightOptions extends AccountOptions {
  readonly scope: PreflightScope;
  readonly isProbing: boolean;
  readonly openStagingReason: string | null;
  readonly onCheck: (check: Check) => void;
}

/** The files of fingerprints beside the configuration. */
export interface FingerprintFiles {
  readonly loadSecrets: (configDir: string) => SecretFingerprints;
  readonly saveSecrets: (configDir: string, fingerprints: SecretFingerprints) => void;
  readonly loadWorkspaces: (configDir: string) => Workspaces;
  readonly saveWorkspaces: (configDir: string, workspaces: Workspaces) => void;
}

/** Everything a command may do with an account. */
export interface AccountSurface {
  /** The one way to an account. @throws {ConfigurationError} with the code of the check that refused */
  readonly open: (options: AccountDoorOptions) => Promise<AccountSession>;
  /** Looks, and refuses nothing: what it finds is the answer. @throws {ConfigurationError} `CONFIG_REFUSED` */
  readonly preflight: (options: PreflightOptions) => Promise<PreflightReport>;
  /** The ledger of what was done in an account from this machine; reads no account. */
  readonly openLedger: (options: LocalOptions) => Promise<OperatorLedger>;
  readonly files: FingerprintFiles;
}
