/** How the work on one customer message ended. */
export type WorkOutcome = 'replied' | 'held' | 'routed' | 'ignored' | 'observed';

/** The work on one customer message; several deliveries and jobs may meet on it (D6). */
export interface WorkItem {
  readonly ticketRef: string;
  /** Reference of the newest customer message, or a constant when the ticket has none we may see. */
  readonly messageRef: string;
  readonly outcome: WorkOutcome;
  readonly codes: readonly string[];
  readonly intent: string | null;
  readonly templateId: string | null;
  readonly settledAtMs: number;
}

/** What we remember of a ticket. Refs, codes and counts only; expires after 90 days. */
export interface ConversationState {
  readonly ticketRef: string;
  /** Our confirmed replies, oldest first. */
  readonly replies: readonly {
    readonly messageRef: string;
    readonly templateId: string;
    readonly atMs: number;
  }[];
  /** Set by `SCOPE_LOST`: nothing is written on this ticket for as long as it is remembered. */
  readonly isBlocked: boolean;
}

export interface SettleTotals {
  /** Deliveries whose work item is settled. */
  readonly handled: number;
  /** Those among them that met a work item settled by another job, or joined a job. */
  readonly duplicates: number;
}

/** Conversation state and settled work items. Every write is atomic and durable when it resolves. */
export interface ConversationStore {
  findWorkItem(ticketRef: string, messageRef: string): Promise<WorkItem | null>;

  /**
   * Records that `jobId`, standing for `deliveries` deliveries, met this work item; the first job to do so settles
   * it. Idempotent by `jobId`: a job that is handed out again changes nothing.
   * @returns true when this job settled the item, also when it did so in an earlier attempt
   */
  settle(
    item: WorkItem,
    job: { readonly jobId: string; readonly deliveries: number },
  ): Promise<boolean>;

  findConversation(ticketRef: string): Promise<ConversationState | null>;
  recordReply(
    ticketRef: string,
    reply: { readonly messageRef: string; readonly templateId: string; readonly atMs: number },
  ): Promise<void>;
  block(ticketRef: string, atMs: number): Promise<void>;

  /**
   * Notes that the vendor said 404 for a ticket. @returns how many such notes lie within the last ten minutes and
   * when the first of them was made
   */
  noteUnknown(
    ticketRef: string,
    atMs: number,
  ): Promise<{ readonly count: number; readonly firstAtMs: number }>;

  /** The notes as `noteUnknown` would count them, without adding one. `firstAtMs` is 0 when there is none. */
  readUnknown(
    ticketRef: string,
    atMs: number,
  ): Promise<{ readonly count: number; readonly firstAtMs: number }>;

  totals(): Promise<SettleTotals>;
}
