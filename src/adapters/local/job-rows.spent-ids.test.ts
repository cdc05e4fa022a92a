import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { type LocalDatabase, openLocalDatabase } from './database.ts';
import { JOB_ID_MEMORY_MS, prepareJobRows } from './job-rows.ts';

describe('the ids of jobs that have ended', () => {
  let db: LocalDatabase;

  beforeEach(() => {
    db = openLocalDatabase({ path: ':memory:', clock: createVirtualClock(0).clock });
  });
  afterEach(async () => {
    await db.close();
  });

  const count = () => db.sqlite.prepare('SELECT count(*) AS n FROM spent_job_ids').get()?.['n'];

  it('knows an id for 30 days and forgets it some time after', async () => {
    const rows = prepareJobRows(db.sqlite);
    const add = (prefix: string, howMany: number, atMs: number) =>
      db.write(() => {
        for (let index = 0; index < howMany; index += 1) rows.complete(`${prefix}-${index}`, atMs);
      });
    await add('z-old', 2_000, 0);

    await add('young', 2_000, JOB_ID_MEMORY_MS);
    expect(rows.isKnown('z-old-1999')).toBe(true);
    await add('younger', 2_000, JOB_ID_MEMORY_MS + 1);
    await add('youngest', 2_000, JOB_ID_MEMORY_MS + 2);

    expect(rows.isKnown('z-old-0')).toBe(false);
    expect(rows.isKnown('young-0')).toBe(true);
    expect(count()).toBe(6_000);
  });

  it('keeps the id of a dead letter as long as it can come back', async () => {
    const rows = prepareJobRows(db.sqlite);
    await db.write(() => {
      db.sqlite.exec(
        `INSERT INTO dead_letters VALUES (1, 'dead', 'a', NULL, '{}', 5, 1, 'SOME_CODE', 0)`,
      );
      rows.complete('dead', 0);
      rows.complete('done', 0);
    });

    await db.write(() => {
      for (let index = 0; index < 1_000; index += 1)
        rows.complete(`x-${index}`, JOB_ID_MEMORY_MS + 1);
    });

    expect([rows.isKnown('dead'), rows.isKnown('done')]).toEqual([true, false]);
  });
});
