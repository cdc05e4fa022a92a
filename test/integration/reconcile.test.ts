import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, type RememberedJob } from '../../src/core/worker/job-queue.ts';
import { QUIET_MS, sweepLostWork } from '../../src/core/worker/sweep.ts';
import { workOn } from '../../src/core/worker/worker.ts';
import { type LostWork, type Stop, TICKET_ID, useLostWork } from '../support/lost-work.ts';
import { readSettledTotals } from '../support/settled-totals.ts';

const HOUR_MS = 3_600_000;
const openLostWork = useLostWork();

const AT_READ: Stop = { when: 'before', port: 'helpdesk', method: 'readTicket' };
const REPLIED: readonly Stop[] = [
  { when: 'before', port: 'flags', method: 'read' },
  AT_READ,
  { ...AT_READ, when: 'after' },
  { when: 'after', port: 'effects', method: 'intend' },
  { when: 'after', port: 'helpdesk', method: 'sendReply' },
  { when: 'before', port: 'conversations', method: 'recordReply' },
  { when: 'before', port: 'helpdesk', method: 'addTags' },
  { when: 'after', port: 'helpdesk', method: 'addTags' },
  { when: 'before', port: 'conversations', method: 'settle' },
];

const totalsOf = (lost: LostWork) => readSettledTotals(lost.store.db.sqlite);

describe('D7 a job that the queue lost in the middle of the work is found again', () => {
  it.each(REPLIED)('I9 and ends replied once: stopped $when $method of $port', async (stop) => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt(stop);
    await lost.loseJobs();

    expect(await lost.sweepLater()).toEqual({ quiet: 1, recovered: 1, givenUp: 0 });
    await lost.workDry();

    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);
    expect(lost.sent(TICKET_ID)).toBe(1);
    expect(lost.tags(TICKET_ID)).toContain('mw-processed');
    expect(totalsOf(lost)).toEqual({ handled: 1, duplicates: 0 });
    expect(lost.begun()).toBe(0);
  });

  it('I9 looks first for a reply that may have gone out, and leaves unconfirmed what it does not find', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt({ when: 'before', port: 'helpdesk', method: 'sendReply' });
    await lost.loseJobs();
    await lost.sweepLater();
    await lost.workDry();

    expect(lost.sent(TICKET_ID)).toBe(0);
    expect(lost.decisions).toMatchObject([{ outcome: 'held' }]);
    expect(await lost.deps().effects.listUnconfirmed(9)).toHaveLength(1);
  });

  it('with all its deliveries, so that none is missing in the counts', async () => {
    const lost = await openLostWork();
    for (let delivery = 0; delivery < 3; delivery += 1) await lost.post(TICKET_ID);
    await lost.dieAt(AT_READ);
    await lost.loseJobs();
    await lost.sweepLater();
    await lost.workDry();

    expect(totalsOf(lost)).toEqual({ handled: 3, duplicates: 2 });
  });

  it('after its reply window as well: then it is held and routed', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt({ when: 'before', port: 'effects', method: 'intend' });
    await lost.loseJobs();
    await lost.sweepLater(25 * HOUR_MS);
    await lost.workDry();

    const codes = lost.decisions[0]?.effects.flatMap((line) => line.codes);
    expect(codes).toContain('EVENT_TOO_OLD');
    expect(lost.sent(TICKET_ID)).toBe(0);
    expect(lost.tags(TICKET_ID)).toContain('mw-processed');
  });

  it('I9 and meets what a later delivery has done meanwhile', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt({ when: 'after', port: 'helpdesk', method: 'sendReply' });
    await lost.loseJobs();
    await lost.post(TICKET_ID);
    await lost.workDry();
    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);

    expect(await lost.sweepLater()).toMatchObject({ recovered: 1 });
    await lost.workDry();
    expect(lost.sent(TICKET_ID)).toBe(1);
    expect(totalsOf(lost)).toEqual({ handled: 2, duplicates: 1 });
  });

  it('also when the queue believes that it was done', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    const job = await lost.claimOne();
    const { queue, helpdesk } = lost.deps();
    const readTicket = () => Promise.reject(new Error('planted'));
    const forgetful = { ...queue, fail: async () => 'waiting' as const };
    await workOn(job, { ...lost.deps(), queue: forgetful, helpdesk: { ...helpdesk, readTicket } });
    await queue.complete(job);

    expect(await lost.sweepLater()).toMatchObject({ recovered: 1 });
    await lost.workDry();
    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);
  });
});

describe('D7 what is not lost is left alone', () => {
  it('a job that is in hand for long', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt(AT_READ);

    expect(await lost.sweepLater()).toEqual({ quiet: 1, recovered: 0, givenUp: 0 });
    expect(await lost.deps().queue.stats()).toMatchObject({ waiting: 1, leased: 0, dead: 0 });
    expect(await lost.sweepLater(QUIET_MS - 1)).toMatchObject({ quiet: 0 });
    await lost.workDry();
    expect(lost.sent(TICKET_ID)).toBe(1);
  });

  it('D9 a job that waits long for its next attempt', async () => {
    const lost = await openLostWork();
    const { queue } = lost.deps();
    lost.stub.script({ kind: '429', retryAfterSeconds: 3_600 });
    await lost.post(TICKET_ID);
    await lost.workDry(1);
    expect(lost.begun()).toBe(1);

    expect(await lost.sweepLater()).toEqual({ quiet: 1, recovered: 0, givenUp: 0 });
    expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 0 });
    await lost.advance(HOUR_MS);
    await lost.workDry();
    expect(lost.sent(TICKET_ID)).toBe(1);
  });

  it('I9 and where a queue cannot tell, the second copy runs after the first and sends nothing', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt({ when: 'after', port: 'helpdesk', method: 'sendReply' });
    const { queue, clock } = lost.deps();
    const recover = async ({ jobId, group, body }: RememberedJob) => {
      await queue.enqueue({ jobId: `${jobId}-again`, group, body });
      return 'recovered' as const;
    };
    const later = { ...clock, now: () => clock.now() + QUIET_MS };
    const blind = { ...lost.deps(), queue: { recover }, clock: later };
    expect(await sweepLostWork(blind)).toMatchObject({ recovered: 1 });

    expect(await queue.claim({ max: 1, waitMs: 0 })).toEqual([]);
    await lost.advance(60_000);
    await lost.workDry();
    expect(lost.sent(TICKET_ID)).toBe(1);
    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);
    expect(lost.duplicates).toHaveLength(1);
  });

  it('a dead letter, which is a person’s; a redrive begins it anew', async () => {
    const lost = await openLostWork();
    lost.stub.script({ kind: '500', call: 'ticket.read', count: 2 * MAX_ATTEMPTS });
    await lost.post(TICKET_ID);
    await lost.workDry(9);
    await lost.restart();
    const { queue } = lost.deps();
    const dead = await queue.listDead(9);
    expect(dead).toHaveLength(1);

    expect(await lost.sweepLater()).toEqual({ quiet: 1, recovered: 0, givenUp: 0 });
    expect(await queue.stats()).toMatchObject({ waiting: 0, leased: 0, dead: 1 });
    expect(lost.begun()).toBe(0);
    await queue.redrive(dead.map((letter) => letter.jobId));
    await lost.dieAt(AT_READ);
    expect(lost.begun()).toBe(1);
  });

  it('R6.2 a blocked ticket: nothing is asked of it, and its job ends with the reason', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.dieAt(AT_READ);
    const { conversations, references, clock } = lost.deps();
    await conversations.block(references.ticketRef(TICKET_ID), clock.now());
    await lost.loseJobs();
    await lost.sweepLater();
    await lost.workDry();

    expect(lost.stub.stats().calls).toEqual({});
    expect(lost.decisions).toMatchObject([{ outcome: 'ignored', codes: ['SCOPE_LOST'] }]);
    expect(lost.begun()).toBe(0);
  });

  it('R6.2 a ticket that left the scope meanwhile: it is read, and nothing is written', async () => {
    const lost = await openLostWork({ scope: 'test-only' });
    await lost.post(TICKET_ID);
    await lost.dieAt({ when: 'before', port: 'effects', method: 'intend' });
    await lost.loseJobs();
    lost.stub.change(TICKET_ID, { tags: [] });
    await lost.sweepLater();
    await lost.workDry();

    expect(lost.journal(TICKET_ID)).toEqual([]);
    expect(lost.decisions).toMatchObject([{ codes: ['TICKET_OUT_OF_SCOPE'] }]);
  });

  it('a job that was lost before a worker had it is not known; the next delivery finds its ticket', async () => {
    const lost = await openLostWork();
    await lost.post(TICKET_ID);
    await lost.loseJobs();
    expect(await lost.sweepLater()).toEqual({ quiet: 0, recovered: 0, givenUp: 0 });

    await lost.post(TICKET_ID);
    await lost.workDry();
    expect(lost.decisions).toMatchObject([{ outcome: 'replied' }]);
  });
});
