import type { EnvironmentName } from '../core/environment/names.ts';
import type { TicketScope } from '../core/environment/ticket-scope.ts';
import type { ApprovalSource } from '../core/gate/approval-source.ts';
import type { GateContext } from '../core/gate/context.ts';
import type { Ledger } from '../core/gate/ledger.ts';
import type { LedgerVerification } from '../core/gate/verify-ledger.ts';
import type { Classifier } from '../core/intents/classifier.ts';
import type { Configuration, FileProblem } from '../core/operate/configuration.ts';
import type { Clock } from '../core/runtime/clock.ts';
import type { Random } from '../core/runtime/random.ts';
import type { TicketLine } from '../core/tickets/ticket-file.ts';
import type { WorkerDeps } from '../core/worker/deps.ts';
import type { EffectStore } from '../core/worker/effect-store.ts';
import type { JobQueue } from '../core/worker/job-queue.ts';
import type { AccountSurface } from './account-surface.ts';
import type { EvaluationSurface } from './evaluation-surface.ts';
import type { Flags } from './flags-port.ts';
import type { LocalOptions } from './local-options.ts';

/** Where a command writes and asks. Data goes to `out`, talk to `err`. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  /** Asks a yes-or-no question; false wherever nobody can answer. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** What the process was started with, read once by the entry. */
export interface Variables {
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

/** This environment's own address and its stub's control path. */
export interface OwnDoor {
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
  readonly door: OwnDoor;
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
  readonly loadConfig: (dir: string) => Configuration;
  readonly checkConfig: (dir: string) => { readonly problems: readonly FileProblem[] };
  readonly startService: (options: ServiceOptions) => Promise<LocalService>;
  /** @throws {ConfigurationError} `STORE_MISSING` */
  readonly openFlags: (options: LocalOptions) => Promise<OpenFlags>;
  readonly openStores: (options: LocalOptions) => Promise<OperatorStores>;
  readonly account: AccountSurface;
  readonly evaluation: EvaluationSurface;
  /** Reaches a service that runs in another process. */
  readonly openDoor: (
    options: LocalOptions & { readonly url: string | undefined },
  ) => Promise<OwnDoor & { readonly close: () => Promise<void> }>;
  /** Aborts when the person or the machine asks the process to stop; until it is called, a signal ends the process. */
  readonly stopRequested: () => AbortSignal;
}
