import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE jobs (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, attempts INTEGER NOT NULL) STRICT;
  CREATE TABLE spent_job_ids (job_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID`;

function fill(sqlite: DatabaseSync, jobs: number): void {
  const insert = sqlite.prepare('INSERT INTO jobs (seq, body, attempts) VALUES (?, ?, 0)');
  sqlite.exec('BEGIN');
  for (let seq = 1; seq <= jobs; seq += 1) insert.run(seq, String(seq));
  sqlite.exec('COMMIT');
}

/**
 * The peer: what the writes of a settled job cost on their own. One loop over rows, in groups of `together`: count the
 * attempt, commit, remove the row and remember its id, commit. No groups, no leases, no order, no promises, no way back.
 * @returns jobs per second
 */
export async function settleBare(jobs: number, together: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rpmw-bench-'));
  const sqlite = new DatabaseSync(join(folder, 'bare.db'));
  try {
    sqlite.exec(SCHEMA);
    fill(sqlite, jobs);
    const claim = sqlite.prepare(
      'UPDATE jobs SET attempts = attempts + 1 WHERE seq = ? RETURNING body',
    );
    const remove = sqlite.prepare('DELETE FROM jobs WHERE seq = ?');
    const spend = sqlite.prepare('INSERT INTO spent_job_ids (job_id) VALUES (?)');
    const startedAtMs = performance.now();
    for (let first = 1; first <= jobs; first += together) {
      const end = Math.min(first + together, jobs + 1);
      sqlite.exec('BEGIN IMMEDIATE');
      for (let seq = first; seq < end; seq += 1) claim.get(seq);
      sqlite.exec('COMMIT');
      sqlite.exec('BEGIN IMMEDIATE');
      for (let seq = first; seq < end; seq += 1) {
        remove.run(seq);
        spend.run(crypto.randomUUID());
      }
      sqlite.exec('COMMIT');
    }
    return (jobs * 1000) / (performance.now() - startedAtMs);
  } finally {
    sqlite.close();
    await rm(folder, { recursive: true, force: true });
  }
}
