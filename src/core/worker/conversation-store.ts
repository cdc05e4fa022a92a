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

/**
 * A job that a worker has begun and nobody has settled. It holds the raw id of its ticket, as the queue's rows do:
 * without it a lost job could not be found again.
 */
export interface BegunJob {
  readonly jobId: string;
  readonly ticketRef: string;
  readonly ticketId: string;
  readonly deliveries: number;
  /** When a worker was handed the job, or a sweep looked for it, whichever came last. */
  readonly seenAtMs: number;
  /** How often it was lost and put back. */
  readonly recoveries: number;
  /** Grows whenever it is seen; the compare-and-set compares it. */
  readonly version: number;
}

export type NewBegunJob = Omit<BegunJob, 'recoveries' | 'version'>;

/**
 * Conversation state, settled work items, and what was begun and is not settled. Every write is atomic and durable
 * when it resolves.
 */
export interface ConversationStore {
  findWorkItem(ticketRef: string, messageRef: string): Promise<WorkItem | null>;

  /**
   * Records that `jobId`, standing for `deliveries` deliveries, met this work item; the first job to do so settles
   * it. Idempotent by `jobId`: a job that is handed out again changes nothing. In the same step the job is no longer
   * begun.
   * @returns true when this job settled the item, also when it did so in an earlier attempt
   */
  settle(
    item: WorkItem,
    job: { readonly jobId: string; readonly deliveries: number },
  ): Promise<boolean>;

  /**
   * Notes that a worker begins, or begins again, to work on a job. Does nothing for a job that has settled: so a job
   * that is begun has not, whatever a worker does that wakes up late. Stays until the job settles or is ended.
   */
  noteBegun(job: NewBegunJob): Promise<void>;

  /** The begun jobs last seen at `untilMs` or before, or after `nowMs` by a clock that was put back; oldest first. */
  listBegun(query: {
    readonly untilMs: number;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<readonly BegunJob[]>;

  /**
   * Compare-and-set: notes that somebody looks for the job now. @returns it as it is then, or null when it settled
   * or was seen by others since it was listed: it is theirs
   */
  lookForBegun(job: BegunJob, nowMs: number): Promise<BegunJob | null>;

  /** Counts that a job was put back. Does nothing when it has settled by now. */
  countRecovery(jobId: string): Promise<void>;

  /** Ends a job that others have taken over. Does nothing when it was seen since. */
  endBegun(job: BegunJob): Promise<void>;

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

  /** The notes as `noteUnknown` would count them, without adding one. `firstAtMs` is 0 without notes. */
  readUnknown(
    ticketRef: string,
    atMs: number,
  ): Promise<{ readonly count: number; readonly firstAtMs: number }>;
}
