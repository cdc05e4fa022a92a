import { describe, expect, it } from 'vitest';
import { MAX_RECOVERIES, QUIET_MS, sweepLostWork } from '../../src/core/worker/sweep.ts';
import { runWorkers } from '../../src/core/worker/worker.ts';
import { runMaintenance } from '../../src/entry/local-service.ts';
import { type LostWork, type Stop, TICKET_ID, useLostWork } from '../support/lost-work.ts';
import { openTestLedger } from '../support/sqlite-harnesses.ts';

const openLostWork = useLostWork();
const AT_READ: Stop = { when: 'before', port: 'helpdesk', method: 'readTicket' };
const NOTHING = { recovered: 0, givenUp: 0 };

/** Seeds and loses the work on so many tickets. */
async function loseSome(lost: LostWork, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const id = `chat-${index}`;
    lost.seed({ id, channel: 'livechat' });
    await lost.post(id);
    await lost.dieAt(AT_READ);
  }
  await lost.loseJobs();
}

/** The job is lost, put back and lost again, until a sweep does something else. */
async function loseForEver(lost: LostWork): Promise<void> {
  for (let loss = 0; loss < MAX_RECOVERIES; loss += 1) {
    await lost.dieAt(AT_READ);
    await lost.loseJobs();
    expect(await lost.sweepLater()).toEqual({ quiet: 1, recovered: 1, givenUp: 0 });
  }
  await lost.dieAt(AT_READ);
  await lost.loseJobs();
}

describe('D7 the sweep over what was begun', () => {
  it('puts a lost job back once, however many sweeps run at once', async () => {
    const lost = await openLostWork();
    await loseSome(lost, 1);
    await lost.advance(QUIET_MS);
    const sweeps = await Promise.all([1, 2, 3].map(() => sweepLostWork(lost.deps())));

    expect(sweeps.map((sweep) => sweep.recovered).toSorted()).toEqual([0, 0, 1]);
    expect(await lost.deps().queue.stats()).toMatchObject({ waiting: 1 });
    expect(lost.metrics()).toMatchObject({ 'job.recovered': 1 });
  });

  it('looks at no more than its limit, the longest unseen first, and comes to all of them', async () => {
    const lost = await openLostWork();
    await loseSome(lost, 5);

    expect(await lost.sweepLater(QUIET_MS, 2)).toEqual({ quiet: 2, recovered: 2, givenUp: 0 });
    expect(await lost.sweepLater(60_000, 2)).toMatchObject({ recovered: 2 });
    expect(await lost.sweepLater(60_000, 2)).toMatchObject({ quiet: 1, recovered: 1 });
    await lost.workDry();
    expect(lost.decisions).toHaveLength(5);
  });

  it('waits until a job was not seen for five minutes, whatever the clock was put back to', async () => {
    const lost = await openLostWork();
    await loseSome(lost, 1);

    expect(await lost.sweepLater(QUIET_MS - 1)).toEqual({ quiet: 0, ...NOTHING });
    lost.store.jumpTo(lost.deps().clock.now() - 24 * 3_600_000);
    expect(await lost.sweepLater(0)).toMatchObject({ recovered: 1 });
  });

  it('leaves a job alone that was settled after it was listed', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt(AT_READ);
    await lost.restart();
    await lost.advance(QUIET_MS);
    const deps = lost.deps();
    const listBegun: typeof deps.conversations.listBegun = async (query) => {
      const listed = await deps.conversations.listBegun(query);
      await lost.workDry();
      return listed;
    };

    const conversations = { ...deps.conversations, listBegun };
    const sweep = await sweepLostWork({ ...deps, conversations });

    expect(sweep).toEqual({ quiet: 1, ...NOTHING });
    expect(await deps.queue.stats()).toMatchObject({ waiting: 0, dead: 0 });
    expect(lost.decisions).toHaveLength(1);
  });

  it('ends after three recoveries with a dead letter, which is told as an error and can be redriven', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await loseForEver(lost);

    expect(await lost.sweepLater()).toEqual({ quiet: 1, recovered: 0, givenUp: 1 });
    const { queue } = lost.deps();
    const dead = await queue.listDead(9);
    expect(dead).toMatchObject([{ code: 'JOB_GIVEN_UP', deliveries: 1 }]);
    expect(await queue.stats()).toMatchObject({ waiting: 0, dead: 1 });
    expect(lost.begun()).toBe(0);
    expect(lost.metrics()).toMatchObject({ 'job.recovered': MAX_RECOVERIES, 'job.given-up': 1 });
    expect(lost.told()).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'job.given-up', code: 'JOB_GIVEN_UP' }),
    );
    await queue.redrive(dead.map((letter) => letter.jobId));
    await lost.workDry();
    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('gives nothing up that lives after all, or that a person has already', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await loseForEver(lost);
    const { queue } = lost.deps();
    const recover = async () => 'live' as const;
    await lost.advance(QUIET_MS);
    expect(await sweepLostWork({ ...lost.deps(), queue: { recover } })).toMatchObject(NOTHING);
    expect([lost.begun(), (await queue.stats()).dead]).toEqual([1, 0]);

    const dead = { recover: async () => 'dead' as const };
    await lost.advance(QUIET_MS);
    expect(await sweepLostWork({ ...lost.deps(), queue: dead })).toMatchObject(NOTHING);
    expect(lost.begun()).toBe(0);
  });

  it('R9.3 logs references and codes, never the id of a ticket', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await loseForEver(lost);
    await lost.sweepLater();

    const told = lost.told();
    const ticketRef = lost.deps().references.ticketRef(TICKET_ID);
    expect(told.map(({ event, code, count }) => [event, code, count])).toEqual([
      ['job.recovered', 'JOB_LOST', 1],
      ['job.recovered', 'JOB_LOST', 2],
      ['job.recovered', 'JOB_LOST', 3],
      ['job.given-up', 'JOB_GIVEN_UP', 3],
    ]);
    expect(told.every((line) => line.ticketRef === ticketRef)).toBe(true);
    expect(lost.lines.join('')).not.toContain('shop.example');
    expect(lost.metrics()['log.fields_withheld'] ?? 0).toBe(0);
    for (const entry of await lost.entries()) {
      expect(JSON.stringify(entry)).not.toContain('shop.example');
    }
  });
});

describe('D7 the service on one machine', () => {
  it('sweeps every minute beside its workers, even when other maintenance fails', async () => {
    const lost = await openLostWork();
    await loseSome(lost, 1);
    const { db, clock } = lost.store;
    const { queue, conversations, logger, metrics } = lost.deps();
    const checkpointIfDue = () => Promise.reject(new Error('planted'));
    const ledger = { ...openTestLedger(db), checkpointIfDue };
    const stopping = new AbortController();
    const parts = { db, clock, queue, conversations, ledger, logger, metrics };
    const running = [
      runMaintenance(parts, stopping.signal),
      runWorkers(lost.deps(), 2, stopping.signal),
    ];
    await lost.advance(QUIET_MS - 1);
    expect(lost.decisions).toEqual([]);
    await lost.advance(61_000);
    stopping.abort();
    await lost.advance(1_000);
    await Promise.all(running);

    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);
    expect(lost.lines.join('')).toContain('maintenance.failed');
  });
});
