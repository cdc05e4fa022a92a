import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { type LocalDatabase, openLocalDatabase } from './database.ts';
import { createSpentJobIds, JOB_ID_MEMORY_MS } from './spent-job-ids.ts';

describe('createSpentJobIds', () => {
  let db: LocalDatabase;

  beforeEach(() => {
    db = openLocalDatabase({ path: ':memory:', clock: createVirtualClock(0).clock });
  });
  afterEach(async () => {
    await db.close();
  });

  const count = () => db.sqlite.prepare('SELECT count(*) AS n FROM spent_job_ids').get()?.['n'];

  it('knows an id for 30 days and forgets it some time after', async () => {
    const ids = createSpentJobIds(db.sqlite);
    const add = (prefix: string, howMany: number, atMs: number) =>
      db.write(() => {
        for (let index = 0; index < howMany; index += 1) ids.add(`${prefix}-${index}`, atMs);
      });
    await add('z-old', 2_000, 0);

    await add('young', 2_000, JOB_ID_MEMORY_MS);
    expect(ids.has('z-old-1999')).toBe(true);
    await add('younger', 2_000, JOB_ID_MEMORY_MS + 1);
    await add('youngest', 2_000, JOB_ID_MEMORY_MS + 2);

    expect(ids.has('z-old-0')).toBe(false);
    expect(ids.has('young-0')).toBe(true);
    expect(count()).toBe(6_000);
  });

  it('keeps the id of a dead letter as long as it can come back', async () => {
    const ids = createSpentJobIds(db.sqlite);
    await db.write(() => {
      db.sqlite.exec(
        `INSERT INTO dead_letters VALUES (1, 'dead', 'a', NULL, '{}', 5, 1, 'SOME_CODE', 0)`,
      );
      ids.add('dead', 0);
      ids.add('done', 0);
    });

    await db.write(() => {
      for (let index = 0; index < 1_000; index += 1) ids.add(`x-${index}`, JOB_ID_MEMORY_MS + 1);
    });

    expect([ids.has('dead'), ids.has('done')]).toEqual([true, false]);
  });
});
