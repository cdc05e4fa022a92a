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
