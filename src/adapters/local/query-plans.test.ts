import { afterEach, describe, expect, it } from 'vitest';
import { type LocalStore, openLocalStore } from '../../../test/support/local-store.ts';
import {
  collectPrepared,
  countPreparingPlaces,
  type PreparedStatement,
} from '../../../test/support/prepared-statements.ts';
import { openTestLedger } from '../../../test/support/sqlite-harnesses.ts';
import { createNodeRandom } from '../node/platform.ts';
import { createSqliteConversationStore } from './conversations.ts';
import type { LocalDatabase } from './database.ts';
import { createSqliteEffectStore } from './effects.ts';
import { sweepExpired } from './expiry.ts';
import { createSqliteFlags } from './flags.ts';
import { createSqliteJobQueue, endLeases } from './queue.ts';
import { loadReferenceKey } from './reference-key.ts';

/** Walks over a table that are right, each as `file: what the plan says`. Anything else is a missing index. */
const ALLOWED: ReadonlyMap<string, string> = new Map([
  ['job-rows.ts: SCAN jobs', 'the oldest live job: the first row by its key, and no more'],
  [
    'job-rows.ts: SCAN jobs USING COVERING INDEX jobs_by_group',
    'how many jobs there are, when a person or a health check asks',
  ],
  ['job-rows.ts: SCAN dead_letters', 'a page of dead letters, oldest first, by their key'],
  [
    'job-rows.ts: SCAN dead_letters USING COVERING INDEX sqlite_autoindex_dead_letters_1',
    'how many dead letters there are, when a person or a health check asks',
  ],
  [
    'effects.ts: SCAN effects USING INDEX effects_unconfirmed',
    'unconfirmed effects, oldest first: the index holds these and nothing else',
  ],
  [
    'ledger.ts: SCAN ledger_entries USING COVERING INDEX sqlite_autoindex_ledger_entries_1',
    'how many entries there are, when a run is summed up',
  ],
  ['expiry.ts: SCAN dead_letters', 'once a minute, over what people have left for 14 days'],
  ['flags.ts: SCAN parameters', 'all flags, some thirty rows'],
  ['conversations.ts: SCAN CONSTANT ROW', 'the one row that is inserted; no table'],
]);

const stores: LocalStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

/** Opens every adapter of the embedded store; what is prepared only when it is used is used. */
async function openEverything(): Promise<LocalDatabase> {
  const store = await openLocalStore('file');
  stores.push(store);
  const { db, clock } = store;
  createSqliteJobQueue({ db, clock, random: createNodeRandom() });
  await endLeases(db);
  createSqliteEffectStore({ db });
  createSqliteConversationStore({ db });
  createSqliteFlags({ db, clock, environment: 'dev' });
  await openTestLedger(db).snapshot(async () => undefined);
  await loadReferenceKey(db, 'dev');
  await sweepExpired(db, clock.now(), 1);
  return db;
}

async function prepareEverything() {
  const opened: LocalDatabase[] = [];
  const statements = await collectPrepared(async () => {
    opened.push(await openEverything());
  });
  const [db] = opened;
  if (db === undefined) throw new Error('nothing was opened');
  return { db, statements };
}

/** What walks over a whole table or index, as `file: what the plan says`. */
function findScans(db: LocalDatabase, statements: readonly PreparedStatement[]): Set<string> {
  const planned = statements.filter(({ sql }) => !/^\s*(?:PRAGMA|BEGIN|COMMIT)\b/.test(sql));
  return new Set(
    planned.flatMap(({ file, sql }) => {
      const plan = db.sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      const details = plan.map((step) => String(step['detail']));
      return details
        .filter((detail) => /\bSCAN\b/.test(detail))
        .map((found) => `${file}: ${found}`);
    }),
  );
}

describe('query plans of the embedded store', () => {
  it('sees every statement that the local adapters prepare', async () => {
    const { statements } = await prepareEverything();
    const places = new Map<string, Set<string>>();
    for (const { file, place } of statements) {
      places.set(file, (places.get(file) ?? new Set()).add(place));
    }

    const seen = [...places].map(([file, at]) => [file, at.size] as const);

    expect(new Map(seen)).toEqual(countPreparingPlaces());
  });

  it('walks over no table that grows, but where a reason is given', async () => {
    const { db, statements } = await prepareEverything();

    expect([...findScans(db, statements)].sort()).toEqual([...ALLOWED.keys()].sort());
  });

  it.each([
    ['effects_by_customer', 'effects.ts: SCAN'],
    ['conversations_by_age', 'expiry.ts: SCAN conversations'],
    ['ledger_heads_by_window', 'ledger.ts: SCAN'],
    ['job_groups_due', 'job-rows.ts: SCAN job_groups'],
    ['jobs_by_group', 'job-rows.ts: SCAN jobs'],
  ])('notices that the index %s is missing', async (index, scan) => {
    const { db, statements } = await prepareEverything();
    db.sqlite.exec(`DROP INDEX ${index}`);

    const found = [...findScans(db, statements)].filter((name) => !ALLOWED.has(name));

    expect(found.some((name) => name.startsWith(scan))).toBe(true);
  });
});
