import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newEntry } from '../../../../test/support/ledger-model.ts';
import { openTestLedger } from '../../../../test/support/sqlite-harnesses.ts';
import { createVirtualClock, type VirtualClock } from '../../../../test/support/virtual-clock.ts';
import { createNodeRandom } from '../../node/platform.ts';
import { createSqliteConversationStore } from '../conversations.ts';
import { type LocalDatabase, openLocalDatabase } from '../database.ts';
import { createSqliteEffectStore } from '../effects.ts';
import { createSqliteFlags } from '../flags.ts';
import { createSqliteJobQueue } from '../queue.ts';
import { migrate } from './migrate.ts';
import { SCHEMA_STEPS } from './steps.ts';

const NOW_MS = 1_800_000_000_000;
/** The last schema that kept the due times with the jobs. */
const LANES_VERSION = 7;

/** What each schema had room for, by the version that brought it. */
const OLD_ROWS: readonly (readonly [number, string])[] = [
  [
    1,
    `INSERT INTO jobs (job_id, lane, coalescing_key, body, attempts, deliveries, was_claimed, due_at_ms, enqueued_at_ms)
     VALUES ('first', 'a', 'ticket', 'body', 1, 3, 1, 0, ${NOW_MS - 9_000}),
       ('delayed', 'b', NULL, 'body', 2, 1, 1, ${NOW_MS + 5_000}, ${NOW_MS - 8_000}),
       ('second', 'a', 'ticket', 'body', 0, 2, 0, 0, ${NOW_MS - 7_000}),
       ('behind', 'b', NULL, 'body', 0, 1, 0, 0, ${NOW_MS - 6_000}),
       ('urgent', 'c', NULL, 'body', 0, 1, 0, 1, ${NOW_MS - 5_000});
     INSERT INTO dead_letters (job_id, lane, body, attempts, deliveries, code, dead_at_ms)
     VALUES ('dead', 'a', 'body', 5, 2, 'SOME_CODE', ${NOW_MS - 4_000});
     INSERT INTO spent_job_ids VALUES ('done', ${NOW_MS - 3_000}), ('dead', ${NOW_MS - 4_000})`,
  ],
  [
    3,
    `INSERT INTO effects (ticket_ref, message_ref, kind, state, version, template_id, codes, baseline_refs, looks,
       customer_ref, created_at_ms, changed_at_ms, counted_at_ms)
     VALUES ('t_1', 'm_1', 'talk', 'parked', 4, 't_x', '["REPLY_UNCONFIRMED"]', '[]', 3,
       NULL, 1, 2, 3)`,
  ],
  [4, `INSERT INTO settled_jobs VALUES ('done', 1, ${NOW_MS - 3_000})`],
  [5, `INSERT INTO parameters VALUES ('/rp-mw/dev/safe_mode', 'true', 1, 1)`],
  [6, `INSERT INTO begun_jobs VALUES ('first', 't_1', 'chat-1', 3, 5, 2, 7)`],
];

describe('a data folder of an older schema', () => {
  let folder = '';
  let time: VirtualClock;
  let db: LocalDatabase;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpmw-upgrade-'));
    time = createVirtualClock(NOW_MS);
  });
  afterEach(async () => {
    await db.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens with this program what the program of that schema left behind. */
  function upgrade(version: number) {
    const path = join(folder, 'rpmw.db');
    const old = new DatabaseSync(path);
    migrate(old, SCHEMA_STEPS.slice(0, version));
    for (const [since, rows] of OLD_ROWS) if (since <= version) old.exec(rows);
    old.close();
    const { clock } = time;
    db = openLocalDatabase({ path, clock });
    return createSqliteJobQueue({ db, clock, random: createNodeRandom() });
  }

  const claim = async (queue: ReturnType<typeof upgrade>) =>
    (await queue.claim({ max: 9, waitMs: 0 })).map((job) => job);

  it.each(Array.from({ length: LANES_VERSION }, (_, index) => index + 1))(
    'of version %i opens with its jobs in their order, their counts and their delays',
    async (version) => {
      const queue = upgrade(version);
      const join = { jobId: 'joining', group: 'a', coalescingKey: 'ticket', body: 'body' };

      expect(await queue.stats()).toEqual({ waiting: 5, leased: 0, dead: 1, oldestAgeMs: 9_000 });
      expect(await queue.enqueue(join)).toEqual({ outcome: 'coalesced', jobId: 'second' });
      for (const jobId of ['first', 'done', 'dead'])
        expect(await queue.enqueue({ ...join, jobId })).toMatchObject({ outcome: 'duplicate' });
      const [urgent, first] = await claim(queue);
      expect(urgent).toMatchObject({ jobId: 'urgent', group: 'c', attempt: 1 });
      expect(first).toMatchObject({ jobId: 'first', group: 'a', attempt: 2, deliveries: 3 });
      expect(first?.enqueuedAtMs).toBe(NOW_MS - 9_000);
      if (first !== undefined) await queue.complete(first);
      expect(await claim(queue)).toMatchObject([{ jobId: 'second', attempt: 1, deliveries: 3 }]);
      await time.advance(5_000);
      const [delayed] = await claim(queue);
      expect(delayed).toMatchObject({ jobId: 'delayed', attempt: 3 });
      if (delayed !== undefined) await queue.complete(delayed);
      expect(await claim(queue)).toMatchObject([{ jobId: 'behind', attempt: 1 }]);
    },
  );

  it.each(Array.from({ length: LANES_VERSION }, (_, index) => index + 1))(
    'of version %i keeps its dead letters, and they come back whole',
    async (version) => {
      const queue = upgrade(version);

      expect(await queue.listDead(9)).toEqual([
        {
          ...{ jobId: 'dead', group: 'a', attempts: 5, deliveries: 2 },
          ...{ code: 'SOME_CODE', deadAtMs: NOW_MS - 4_000 },
        },
      ]);
      expect(await queue.redrive(['dead'])).toEqual(['dead']);
      expect(await queue.stats()).toMatchObject({ waiting: 6, dead: 0 });
    },
  );

  it('keeps one of two rows of one job', async () => {
    const path = join(folder, 'rpmw.db');
    const old = new DatabaseSync(path);
    migrate(old, SCHEMA_STEPS.slice(0, LANES_VERSION));
    const row = `INSERT INTO jobs (job_id, lane, body, enqueued_at_ms) VALUES ('twice', 'a', '{}', 1)`;
    old.exec(`${row}; ${row}`);
    old.close();
    const { clock } = time;
    db = openLocalDatabase({ path, clock });
    const queue = createSqliteJobQueue({ db, clock, random: createNodeRandom() });

    expect(await queue.stats()).toMatchObject({ waiting: 1 });
    expect(await claim(queue)).toMatchObject([{ jobId: 'twice' }]);
  });

  it('keeps effects, flags, settled and begun jobs, and its ledger goes on', async () => {
    upgrade(6);
    const { clock } = time;
    const effects = createSqliteEffectStore({ db });
    const conversations = createSqliteConversationStore({ db });
    const flags = createSqliteFlags({ db, clock, environment: 'dev' });
    const ledger = openTestLedger(db);
    await ledger.append(newEntry({ chain: 't_1' }));

    expect((await flags.read(['safe_mode'])).get('safe_mode')).toMatchObject({ raw: 'true' });
    expect(
      await conversations.listBegun({ untilMs: NOW_MS, nowMs: NOW_MS, limit: 9 }),
    ).toMatchObject([{ jobId: 'first', recoveries: 2, version: 7 }]);
    expect(await effects.find({ ticketRef: 't_1', messageRef: 'm_1', kind: 'talk' })).toMatchObject(
      { state: 'unconfirmed', version: 4 },
    );
    expect(await ledger.count()).toBe(1);
  });
});
