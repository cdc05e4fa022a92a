import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { FlagName } from '../../src/core/flags/names.ts';

const countSchema = z.object({ count: z.int() });
const rawSchema = z.object({ raw: z.string() });
const parameterOf = (flag: FlagName): string => `/rp-mw/dev/${flag}`;

/**
 * Notes, in the very transaction that turns a flag off, how far the ledger was. A send that came after the write has
 * the line of its attempt beyond that mark, whatever the clocks of the processes say.
 */
const MARKS = `
  CREATE TABLE kill_marks (flag TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  CREATE TRIGGER mark_safe AFTER UPDATE ON parameters
    WHEN (NEW.name LIKE '%/safe_mode' AND NEW.raw = 'true')
      OR (NEW.name LIKE '%/routing_enabled' AND NEW.raw = 'false')
    BEGIN
      INSERT INTO kill_marks SELECT NEW.name, (SELECT ifnull(max(position), 0) FROM ledger_entries)
        WHERE NOT EXISTS (SELECT 1 FROM kill_marks WHERE flag = NEW.name);
    END;
`;

/** How many attempts reached the helpdesk, or may have, after a place of the ledger. */
const ATTEMPTS = `
  SELECT count(*) AS count FROM ledger_entries
  WHERE position > ? AND json_extract(facts, '$.kind') = 'attempt'
    AND json_extract(facts, '$.outcome') IN ('accepted', 'unknown')
    AND json_extract(facts, '$.effect') IN (SELECT value FROM json_each(?))`;

const PLANT_DEAD = `
  INSERT INTO dead_letters (job_id, group_ref, body, attempts, deliveries, code, dead_at_ms)
  VALUES (?, ?, ?, 5, 1, 'PLANTED', ?)`;

export const VISIBLE: readonly string[] = ['reply.send', 'comment.add', 'ticket.close'];
export const ROUTE: readonly string[] = ['tags.add', 'tags.remove'];

export type StoreView = ReturnType<typeof openStoreView>;

/** The store of a data folder, past all adapters, beside everything else that uses it. */
export function openStoreView(dataDir: string) {
  const sqlite = new DatabaseSync(join(dataDir, 'rpmw.db'), { timeout: 10_000 });
  const count = (sql: string, ...values: readonly (string | number)[]): number =>
    countSchema.parse(sqlite.prepare(sql).get(...values)).count;
  return {
    exec: (sql: string) => sqlite.exec(sql),
    set: (flag: FlagName, raw: string) =>
      sqlite
        .prepare('INSERT OR REPLACE INTO parameters VALUES (?, ?, 1, 0)')
        .run(parameterOf(flag), raw),
    /** Null when the flag is missing. */
    raw: (flag: FlagName): string | null => {
      const row = sqlite
        .prepare('SELECT raw FROM parameters WHERE name = ?')
        .get(parameterOf(flag));
      return row === undefined ? null : rawSchema.parse(row).raw;
    },
    markKills: () => sqlite.exec(MARKS),
    /** How far the ledger was when the flag was turned off; -1 while it is not. */
    markOf: (flag: FlagName): number =>
      count(
        'SELECT ifnull(max(position), -1) AS count FROM kill_marks WHERE flag = ?',
        parameterOf(flag),
      ),
    attemptsAfter: (position: number, effects: readonly string[]): number =>
      count(ATTEMPTS, position, JSON.stringify(effects)),
    settledAs: (outcome: string): number =>
      count('SELECT count(*) AS count FROM work_items WHERE outcome = ?', outcome),
    /** Its time is now, so that no maintenance takes it away. */
    plantDead: (jobId: string, group: string, body: string) =>
      sqlite.prepare(PLANT_DEAD).run(jobId, group, body, Date.now()),
    /** Jobs that are not settled. */
    jobs: (): number => count('SELECT count(*) AS count FROM jobs'),
    /** Jobs of which an attempt was begun and not settled: in hand, while a service runs. */
    interrupted: (): number => count('SELECT count(*) AS count FROM jobs WHERE attempts > 0'),
    dead: (): number => count('SELECT count(*) AS count FROM dead_letters'),
    close: () => sqlite.close(),
  };
}
