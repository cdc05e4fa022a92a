import type { ProblemCode } from '../../../src/http/problems.ts';

/** Status and code of a refusal. */
export type Refusal = `${number} ${ProblemCode}`;

/** One request of the corpus, byte by byte as it goes over the connection. */
export interface CorpusRow {
  /** What this row tests and its neighbours do not. */
  readonly name: string;
  readonly answer: Refusal | '202';
  readonly bytes: Buffer;
  /** The ticket of the one job that an accepted request makes; null where it is refused. */
  readonly ticketId: string | null;
}

/** Rows about one thing; at most 15. */
export interface CorpusClass {
  readonly title: string;
  /** What the rows have in common. */
  readonly about: string;
  /** The client stops in the middle and waits: answered when its time is over. */
  readonly isUnfinished?: true;
  readonly rows: readonly CorpusRow[];
}

/** A request that must be refused. */
export function refused(name: string, answer: Refusal, bytes: Buffer): CorpusRow {
  return { name, answer, bytes, ticketId: null };
}

/** A request that must be accepted, for this ticket. */
export function accepted(name: string, bytes: Buffer, ticketId = 'T-1'): CorpusRow {
  return { name, answer: '202', bytes, ticketId };
}

/** Rows that are all refused in the same way. */
export function allRefused(
  answer: Refusal,
  rows: readonly (readonly [name: string, bytes: Buffer])[],
): readonly CorpusRow[] {
  return rows.map(([name, bytes]) => refused(name, answer, bytes));
}
