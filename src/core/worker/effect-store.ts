/** Kinds of customer-visible effect; `talk` stands for `reply.send` and `comment.add` alike. */
type EffectKind = 'talk' | 'close';

/** The identity of one customer-visible effect: no template and no policy version in it (I9). */
export interface EffectKey {
  readonly ticketRef: string;
  readonly messageRef: string;
  readonly kind: EffectKind;
}

/** See "Sending at most once" in docs/architecture.md for what each state proves. */
export type EffectRowState =
  | 'intended'
  | 'sending'
  | 'unsent'
  | 'confirmed'
  | 'withdrawn'
  | 'refused'
  | 'unconfirmed';

/** How a decision ends an effect: a person should look, or it must not happen. */
export type EndingOutcome = 'hold' | 'deny';

export interface EffectRow extends EffectKey {
  readonly state: EffectRowState;
  /** The decision that ended it; null while no decision did. Set in `refused` and `withdrawn` rows. */
  readonly outcome: EndingOutcome | null;
  /** Grows with every change; the compare-and-set compares it. */
  readonly version: number;
  readonly templateId: string;
  /** Codes of the decision that ended it, or of the last failure. */
  readonly codes: readonly string[];
  /** References of the comments seen just before sending; meaningful from `sending` on. */
  readonly baselineRefs: readonly string[];
  /** How often we looked for the outcome of an unknown send. */
  readonly looks: number;
  readonly customerRef: string | null;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

/** The replies that are reserved or done; see the caps in docs/architecture.md. */
export interface ReplyCounts {
  readonly repliesTicket10Min: number;
  readonly repliesTicket24h: number;
  readonly repliesCustomer24h: number;
}

export interface ReplyLimits {
  readonly repliesTicket10Min: number;
  readonly repliesTicket24h: number;
  readonly repliesCustomer24h: number;
}

export interface NewEffect extends EffectKey {
  readonly templateId: string;
  /** Null when the requester has no identity; then there is no customer cap. */
  readonly customerRef: string | null;
  readonly nowMs: number;
}

export type IntendResult =
  | { readonly outcome: 'intended'; readonly row: EffectRow }
  | { readonly outcome: 'exists'; readonly row: EffectRow }
  | { readonly outcome: 'capped'; readonly code: 'CAP_TICKET' | 'CAP_CUSTOMER' };

/**
 * The rows that make sending at most once. Every method is atomic and durable when it resolves; of two callers
 * that change one row at the same version exactly one wins. Rows expire after 30 days.
 */
export interface EffectStore {
  find(key: EffectKey): Promise<EffectRow | null>;

  /**
   * Inserts `intended` and reserves the reply counters in the same transaction. A `talk` row counts as a reply from
   * then on unless it ends `withdrawn`, `refused` or `unsent`; a `close` row is never counted and never capped.
   */
  intend(effect: NewEffect, limits: ReplyLimits): Promise<IntendResult>;

  /** Writes a final `refused` row where there is no row. @returns false when a row exists already (nothing changes) */
  refuse(
    effect: NewEffect,
    ending: { readonly outcome: EndingOutcome; readonly codes: readonly string[] },
  ): Promise<boolean>;

  /**
   * Compare-and-set: moves the row from `row.state` at `row.version` to `to`. Moving `unsent` back to `intended`
   * counts as a reply again, without a new check of the limits (the gate looks at the counts afresh).
   * @returns the new row, or null when somebody else was faster: then the caller must send nothing
   */
  move(
    row: EffectRow,
    to: EffectRowState,
    change: {
      readonly nowMs: number;
      readonly outcome?: EndingOutcome;
      readonly codes?: readonly string[];
      readonly baselineRefs?: readonly string[];
      readonly looks?: number;
    },
  ): Promise<EffectRow | null>;

  /** The counts at `nowMs` without the row of `except` itself. */
  countReplies(query: {
    readonly ticketRef: string;
    readonly customerRef: string | null;
    readonly except: EffectKey;
    readonly nowMs: number;
  }): Promise<ReplyCounts>;

  /** Adds one to the writes of one customer message. @returns how many there were before this one */
  countWrite(ticketRef: string, messageRef: string, nowMs: number): Promise<number>;

  /** Takes one write back that provably never left; never below zero. */
  uncountWrite(ticketRef: string, messageRef: string): Promise<void>;

  /** How many writes there were for one customer message. */
  readWrites(ticketRef: string, messageRef: string): Promise<number>;

  /** The rows of a ticket whose outcome is not final: `intended`, `sending` and `unsent`, oldest first. */
  findOpen(ticketRef: string): Promise<readonly EffectRow[]>;

  /** Unconfirmed rows, oldest first. */
  listUnconfirmed(limit: number): Promise<readonly EffectRow[]>;
}
