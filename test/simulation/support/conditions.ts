import type { TicketScope } from '../../../src/core/environment/ticket-scope.ts';
import type { StubTicketInput } from '../../../stubs/richpanel/workspace.ts';

/** What may happen beside the work itself. */
export const EVENT_KINDS = [
  'delivery',
  'customer-writes',
  'operator-writes',
  'operator-copies',
  'operator-closes',
  'scope-changes',
  'unknown-ticket',
  'kill',
  'flags-open',
  'crash-worker',
  'crash-process',
  'restart-worker',
  'freeze',
  'stall',
  'wall-clock',
  'store-fault',
  'store-slow',
  'disk-full',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The id of a ticket that is announced before the helpdesk shows it. */
export const GHOST_ID = '<ghost@shop.example>';

/** What one seed looks like. Each leaves something out, so that faults do not hide one another. */
export interface Conditions {
  readonly workers: number;
  readonly tickets: readonly StubTicketInput[];
  readonly scope: TicketScope;
  /** True for the configuration in which some replies are followed by a close. */
  readonly closes: boolean;
  readonly ratePer30s: number;
  /** Answers that one customer may get in a day. */
  readonly repliesCustomer24h: number;
  /** Probability of a fault on one call of the vendor. */
  readonly wireFaultRate: number;
  /** The same for a call that a customer sees. */
  readonly talkFaultRate: number;
  /** What the vendor says when it refuses or fails for no other reason. */
  readonly statuses: readonly number[];
  /** How old a read may be at most; 0: every read is fresh. */
  readonly maxLagMs: number;
  readonly eventRate: number;
  readonly events: readonly EventKind[];
  /** Scheduler steps with faults; after them everything runs dry without. */
  readonly faultySteps: number;
  /** The await point at which this seed crashes whoever comes by. */
  readonly crashPoint: string;
  readonly crashes: number;
  /** How likely whoever stands there only stands still for a while. */
  readonly freezeRate: number;
}
