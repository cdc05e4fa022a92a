import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createSqliteConversationStore } from '../../src/adapters/local/conversations.ts';
import { openLocalDatabase } from '../../src/adapters/local/database.ts';
import { createSqliteJobQueue } from '../../src/adapters/local/queue.ts';
import { migrate } from '../../src/adapters/local/schema/migrate.ts';
import { SCHEMA_STEPS } from '../../src/adapters/local/schema/steps.ts';
import { createNodeRandom } from '../../src/adapters/node/platform.ts';
import { QUIET_MS, sweepLostWork } from '../../src/core/worker/sweep.ts';
import { createCountingMetrics } from '../../src/telemetry/counting-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

describe('D7 an older store', () => {
  it('begins to remember what is worked on, and its lost work is found from then on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpmw-upgrade-'));
    const { clock, advance } = createVirtualClock(1_800_000_000_000);
    const path = join(folder, 'rpmw.db');
    const old = new DatabaseSync(path);
    migrate(old, SCHEMA_STEPS.slice(0, 5));
    old.exec(`INSERT INTO jobs (job_id, lane, body, was_claimed, enqueued_at_ms)
      VALUES ('old', 't_1', '{}', 1, 1)`);
    old.close();

    const db = openLocalDatabase({ path, clock });
    const queue = createSqliteJobQueue({ db, clock, random: createNodeRandom() });
    const conversations = createSqliteConversationStore({ db });
    const logger = createLogger({ destination: { write: () => true }, level: 'silent' });
    const deps = { queue, conversations, clock, logger, metrics: createCountingMetrics() };
    expect(await sweepLostWork(deps)).toEqual({ quiet: 0, recovered: 0, givenUp: 0 });
    const [job] = await queue.claim({ max: 1, waitMs: 0 });
    const seen = { ticketRef: 't_1', ticketId: 'chat-1', deliveries: 1 };
    await conversations.noteBegun({ ...seen, jobId: job?.jobId ?? '', seenAtMs: clock.now() });
    if (job !== undefined) await queue.complete(job);
    await advance(QUIET_MS);

    expect(await sweepLostWork(deps)).toMatchObject({ quiet: 1, recovered: 1 });
    expect(await queue.claim({ max: 1, waitMs: 0 })).toMatchObject([{ jobId: 'old' }]);
    await db.close();
    rmSync(folder, { recursive: true });
  });
});
