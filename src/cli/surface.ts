import type { ParameterStore } from '../core/environment/account.ts';
import type { Fingerprinter, FingerprintFiles } from '../core/environment/fingerprints.ts';
import type { IdentityKind } from '../core/environment/identity.ts';
import type { EnvironmentName } from '../core/environment/names.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import type { TicketScope } from '../core/environment/ticket-scope.ts';
import type { Flags } from '../core/flags/flag-source.ts';
import type { ApprovalSource } from '../core/gate/approval-source.ts';
import type { GateContext } from '../core/gate/context.ts';
import type { Ledger } from '../core/gate/ledger.ts';
import type { LedgerVerification } from '../core/gate/verify-ledger.ts';
import type { Classifier } from '../core/intents/classifier.ts';
import type { ConfigFolder } from '../core/operate/configuration.ts';
import type { OperationDeps } from '../core/operate/operation.ts';
import type { WorkspaceReading } from '../core/operate/register-workspace.ts';
import type { GuardNeed } from '../core/preflight/account-guard.ts';
import type { Check } from '../core/preflight/check.ts';
import type { PreflightReport } from '../core/preflight/report.ts';
import type { PreflightScope } from '../core/preflight/run-preflight.ts';
import type { Sensitive } from '../core/redaction/sensitive.ts';
import type { Clock, Digest, Random } from '../core/runtime/platform.ts';
import type { TicketLine } from '../core/tickets/ticket-file.ts';
import type { WorkerDeps } from '../core/worker/deps.ts';
import type { EffectStore } from '../core/worker/effect-store.ts';
import type { JobQueue } from '../core/worker/job-queue.ts';

/** The environment that is meant, its configuration, and the folder of what this machine keeps. */
export interface LocalOptions {
  readonly environment: EnvironmentName;
  readonly config: ConfigFolder;
  readonly dataDir: string;
}

/** Where a command writes and asks. Data goes to `out`, talk to `err`. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  /** Asks a yes-or-no question; false wherever nobody can answer. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** What the process was started with, read once by the entry. */
interface Variables {
  readonly environment: string | undefined;
  readonly configDir: string | undefined;
  readonly webhookToken: string | undefined;
  /** The operator's account name on this machine; shown on the ledger. */
  readonly actor: string;
}

/** One ticket to be put into the stub, with the id it gets there. */
export interface StubTicket {
  readonly id: string;
  readonly line: TicketLine;
}

/** The address of a service of ours, and the control path of its stub. */
export interface OwnEndpoint {
  readonly addTickets: (tickets: readonly StubTicket[]) => Promise<void>;
  /** @returns the HTTP status, 0 when there was no answer */
  readonly postWebhook: (ticketId: string) => Promise<number>;
}

export type SettledEvent = Parameters<WorkerDeps['onSettled']>[0];

/** A running service on one machine. */
export interface LocalService {
  readonly environment: EnvironmentName;
  readonly url: string;
  readonly stubUrl: string;
  readonly isFresh: boolean;
  /** The webhook token when it was generated, to be shown once; null when it was given. */
  readonly generatedToken: string | null;
  readonly endpoint: OwnEndpoint;
  readonly stores: OperatorStores;
  /** Requests that outbound would not send, and calls that the stub does not know. */
  readonly refusals: () => number;
  readonly unknownCalls: () => number;
  readonly onSettled: (listener: (event: SettledEvent) => void) => void;
  /** Finishes the jobs in hand, refuses new webhooks, closes everything. */
  readonly stop: () => Promise<void>;
}

/** The stores of one data folder, as an operator's command uses them, beside a running service or alone. */
export interface OperatorStores {
  readonly queue: JobQueue;
  readonly effects: EffectStore;
  readonly ledger: Ledger;
  readonly approvals: ApprovalSource;
  readonly flags: Flags;
  readonly operatorContext: () => GateContext;
  readonly verifyLedger: () => Promise<LedgerVerification>;
  readonly close: () => Promise<void>;
}

/** The flags alone: opening them needs no configuration, no ledger and no key. */
export interface OpenFlags {
  readonly flags: Flags;
  readonly close: () => Promise<void>;
}

export interface ServiceOptions extends LocalOptions {
  readonly port: number;
  readonly ticketScope: TicketScope | undefined;
  /** The least level of the log on stderr. */
  readonly logLevel: 'info' | 'warn';
}

/** Everything a command may use; made by the entry, so that commands choose no adapter. */
export interface Surface {
  readonly console: Console;
  readonly variables: Variables;
  readonly clock: Clock;
  readonly random: Random;
  readonly classifier: Classifier;
  readonly defaultConfigDir: string;
  readonly defaultDataDir: string;
  readonly samples: { readonly tickets: string; readonly testOnly: string };
  /** Opens the configuration of this command, once; everything else gets what it gives. */
  readonly openConfig: (dir: string) => ConfigFolder;
  readonly startService: (options: ServiceOptions) => Promise<LocalService>;
  /** @throws {ConfigurationError} `STORE_MISSING` */
  readonly openFlags: (options: LocalOptions) => Promise<OpenFlags>;
  readonly openStores: (options: LocalOptions) => Promise<OperatorStores>;
  readonly account: AccountSurface;
  readonly evaluation: EvaluationSurface;
  /** Reaches a service that runs in another process. */
  readonly openEndpoint: (
    options: LocalOptions & { readonly url: string | undefined },
  ) => Promise<OwnEndpoint & { readonly close: () => Promise<void> }>;
  /** Aborts when the person or the machine asks the process to stop; until it is called, a signal ends the process. */
  readonly stopRequested: () => AbortSignal;
}

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

/** How far into an account a process wants to go. */
export interface AccountAccess extends AccountOptions {
  /** What must be proved before the session exists. */
  readonly need: GuardNeed;
  /** The secrets that this process may read. @default those that the vendor modes need */
  readonly secretIds?: readonly SecretId[] | undefined;
}

/** An account that its guard has let this process into. */
export interface AccountSession {
  readonly environment: EnvironmentName;
  readonly accountId: string;
  readonly identityKind: IdentityKind;
  /** Proves more than the session was opened with. @throws {ConfigurationError} */
  readonly require: (need: GuardNeed) => Promise<void>;
  /** Once `secrets` was required. */
  readonly secretValues: () => ReadonlyMap<SecretId, Sensitive<string>>;
  readonly parameters: ParameterStore;
  readonly flags: Flags;
  readonly fingerprinter: Fingerprinter;
  readonly files: FingerprintFiles;
  /** Reads the workspace that the helpdesk's key opens, through the gate, to be registered. Once `secrets` was required. */
  readonly readWorkspace: () => Promise<WorkspaceReading>;
  /** Opens the ledger of this machine, and what an operator's act is decided by. @throws when either cannot be had */
  readonly operation: () => Promise<OperationDeps>;
  readonly close: () => Promise<void>;
}

export interface PreflightOptions extends AccountOptions {
  readonly scope: PreflightScope;
  readonly isProbing: boolean;
  readonly openStagingReason: string | null;
  readonly onCheck: (check: Check) => void;
}

/** Everything a command may do with an account. */
export interface AccountSurface {
  /** The one way to an account. @throws {ConfigurationError} with the code of the check that refused */
  readonly open: (options: AccountAccess) => Promise<AccountSession>;
  /** Looks, and refuses nothing: what it finds is the answer. @throws {ConfigurationError} `CONFIG_REFUSED` */
  readonly preflight: (options: PreflightOptions) => Promise<PreflightReport>;
  /** The ledger of what was done in an account from this machine; reads no account. */
  readonly openLedger: (options: LocalOptions) => Promise<OperatorLedger>;
}

/** What the evaluation may use beside the classifier: nothing of it can reach a network. */
interface EvaluationSurface {
  readonly digest: Digest;
  /** The checkout: `evals`, and the sources that the lock pins. */
  readonly projectDir: string;
  /** Refuses and counts every connection that this process tries to open from now on. */
  readonly sealEgress: () => { readonly refusals: () => number; readonly lift: () => void };
}
