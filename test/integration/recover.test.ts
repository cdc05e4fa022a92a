import { describe, expect, it } from 'vitest';
import { useWorkerFixture } from '../support/use-worker-fixture.ts';
import type {
  WorkerFixture,
  WorkerFixtureHooks,
  WorkerFixtureOptions,
} from '../support/worker-fixture.ts';

const ID = '<a+b.1@shop.example>';
const { open: openFixture, runDry } = useWorkerFixture();
let fixture: WorkerFixture;

async function open(options: WorkerFixtureOptions = {}): Promise<void> {
  fixture = await openFixture(options);
}

describe('a vendor that fails', () => {
  it('D12 incident 1 does not believe a 200 that tagged nothing, and tries again', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.stub.script({ kind: 'noop-200', call: 'tags.add' });
    await fixture.post(ID);
    await runDry();

    expect(fixture.tags(ID)).toContain('mw-processed');
    expect(fixture.sent(ID)).toBe(1);
    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('D7 loses no job: a ticket that always answers 403 ends among the dead letters, with its reason', async () => {
    await open();
    fixture.seed({ id: ID, oddities: ['forbidden-ticket'] });
    await fixture.post(ID);
    await runDry(8, 301_000);

    expect(await fixture.deps.queue.listDead(10)).toMatchObject([
      { code: 'VENDOR_REJECTED', attempts: 5 },
    ]);
    expect(fixture.decisions).toMatchObject([
      { outcome: 'deadLettered', codes: ['VENDOR_REJECTED'] },
    ]);
  });

  it('incident 27 believes that a ticket is unknown only after three 404 over a minute', async () => {
    await open();
    await fixture.post('gone');
    await fixture.workAll();
    await fixture.advance(31_000);
    await fixture.workAll();
    expect(fixture.decisions).toEqual([]);
    await fixture.advance(31_000);
    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([{ outcome: 'ignored', codes: ['TICKET_UNKNOWN'] }]);
  });

  it('D9 incident 30 gives jobs back when the shared budget is spent, and finishes them all later', async () => {
    await open({ ratePer30s: 12 });
    const ids = Array.from({ length: 6 }, (_, index) => `chat-${index}`);
    for (const id of ids) {
      fixture.seed({ id, channel: 'livechat' });
      await fixture.post(id);
    }
    await runDry(12);

    expect(fixture.decisions.map((decision) => decision.outcome)).toEqual(ids.map(() => 'replied'));
    expect(await fixture.deps.queue.stats()).toMatchObject({ waiting: 0, dead: 0 });
  });
});

describe('what a crash, a storm or a newer message leaves behind', () => {
  const routed = () => fixture.tags(ID).filter((tag) => tag.startsWith('route-'));

  it.each([
    { fault: '429', count: 6 },
    { fault: '500', count: 2 },
    { fault: 'noop-200', count: 2 },
  ] as const)(
    'D9 incident 13 a replied ticket gets its team and loop tag after $count × $fault on the tags',
    async ({ fault, count }) => {
      await open();
      fixture.seed({ id: ID });
      fixture.stub.script({ kind: fault, call: 'tags.add', count });
      await fixture.post(ID);
      await runDry(12, 301_000);

      expect(routed()).toEqual(['route-email-support-team']);
      expect(fixture.tags(ID)).toContain('mw-auto-replied');
      expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
    },
  );

  it('D9 a reply that was turned away six times goes out once, and its tags follow', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.stub.script({ kind: '429', call: 'reply.send', count: 6 });
    await fixture.post(ID);
    await runDry(12, 301_000);

    expect(fixture.sent(ID)).toBe(1);
    expect(routed()).toEqual(['route-email-support-team']);
  });

  it('D12 a ticket whose tags never stick ends among the dead letters, not as done', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.stub.script({ kind: 'noop-200', call: 'tags.add', count: 100 });
    await fixture.post(ID);
    await runDry(12, 301_000);

    expect(fixture.sent(ID)).toBe(1);
    expect(await fixture.deps.queue.listDead(10)).toMatchObject([{ code: 'CAP_EVENT' }]);
    expect(fixture.decisions).toMatchObject([{ outcome: 'deadLettered' }]);
  });

  it('incident 27 one 404 on a re-read gives nothing up', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.stub.script({ kind: 'status', status: 404, call: 'ticket.read', after: 1 });
    await fixture.post(ID);
    await runDry();

    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
    expect(fixture.sent(ID)).toBe(1);
  });

  it('a ticket that is known as unknown costs no further call for ten minutes', async () => {
    await open();
    await fixture.post('gone');
    await runDry(3);
    const calls = fixture.stub.stats().calls['ticket.read'];
    await fixture.post('gone');
    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([{ outcome: 'ignored', codes: ['TICKET_UNKNOWN'] }]);
    expect(fixture.stub.stats().calls['ticket.read']).toBe(calls);
  });

  it('I9 finds the reply of an earlier message before it works on a newer one', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.stub.script({ kind: 'timeout-after-commit', call: 'reply.send' });
    fixture.stub.script({ kind: '500', call: 'ticket.read', after: 2 });
    await fixture.post(ID);
    await fixture.workAll();
    expect(fixture.sent(ID)).toBe(1);
    fixture.stub.change(ID, {
      comment: { author: 'customer', text: 'Could you tell me where my order is now?' },
    });
    await fixture.post(ID);
    await runDry();

    const rows = await fixture.deps.effects.findOpen(fixture.deps.references.ticketRef(ID));
    const conversation = await fixture.deps.conversations.findConversation(
      fixture.deps.references.ticketRef(ID),
    );
    expect(rows).toEqual([]);
    expect(conversation?.replies).toHaveLength(1);
    expect(fixture.sent(ID)).toBe(1);
    expect(fixture.decisions.at(-1)?.effects[0]?.codes).toContain('ALREADY_AUTO_REPLIED');
  });

  it('R6.2 a lost scope stands on the ledger, and what may have been sent is left to a person', async () => {
    const hooks: WorkerFixtureHooks = {
      beforeCall: (method) => {
        if (method === 'PUT') fixture.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    fixture.seed({ id: ID, tags: ['mw-test'] });
    await fixture.post(ID);
    await runDry(2);

    expect((await fixture.entries()).some((entry) => entry.codes.includes('SCOPE_LOST'))).toBe(
      true,
    );
    expect(await fixture.deps.effects.listUnconfirmed(5)).toMatchObject([
      { codes: ['SCOPE_LOST'] },
    ]);
  });
});
