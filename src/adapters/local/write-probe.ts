import type { Clock } from '../../core/runtime/clock.ts';
import type { LocalDatabase } from './database.ts';

/** Tries whether the store commits a write, and leaves nothing of it: a full disk or a read-only folder shows here. */
export async function isWritable(db: LocalDatabase): Promise<boolean> {
  try {
    await db.write(() => {
      db.sqlite.exec('CREATE TABLE write_probe (one INTEGER) STRICT; DROP TABLE write_probe');
    });
    return true;
  } catch {
    return false;
  }
}

/** Answers for this long are given again: whoever asks often must not cost a write each time. */
const FRESH_MS = 1_000;

/** `isWritable`, tried once a second at most; who asks meanwhile gets the same answer. */
export function createWriteProbe(
  db: LocalDatabase,
  clock: Pick<Clock, 'now'>,
): () => Promise<boolean> {
  let last: { readonly atMs: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    const nowMs = clock.now();
    if (last === null || Math.abs(nowMs - last.atMs) >= FRESH_MS)
      last = { atMs: nowMs, answer: isWritable(db) };
    return last.answer;
  };
}
