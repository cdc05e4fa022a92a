import { describe, expect, it } from 'vitest';
import { useWorkerWorld } from '../support/use-worker-world.ts';
import type { WorkerWorld, WorkerWorldHooks, WorkerWorldOptions } from '../support/worker-world.ts';

const ID = '<a+b.1@shop.example>';
const { open: openWorld, runDry } = useWorkerWorld();
let world: WorkerWorld;

async function open(options: WorkerWorldOptions = {}): Promise<void> {
  world = await openWorld(options);
}

describe('a vendor that fails', () => {
  it('D12 incident 1 does not believe a 200 that tagged nothing, and tries again', async () => {
    await open();
    world.seed({ id: ID });
    world.stub.script({ kind: 'noop-200', call: 'tags.add' });
    await world.post(ID);
    await runDry();

    expect(world.tags(ID)).toContain('mw-processed');
    expect(world.sent(ID)).toBe(1);
    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('D7 loses no job: a ticket that always answers 403 ends among the dead letters, with its reason', async () => {
    await open();
    world.seed({ id: ID, oddities: ['forbidden-ticket'] });
    await world.post(ID);
    await runDry(8, 301_000);

    expect(await world.deps.queue.listDead(10)).toMatchObject([
      { code: 'VENDOR_REJECTED', attempts: 5 },
    ]);
    expect(world.decisions).toMatchObject([
      { outcome: 'deadLettered', codes: ['VENDOR_REJECTED'] },
    ]);
  });

  it('incident 27 believes that a ticket is unknown only after three 404 over a minute', async () => {
    await open();
    await world.post('gone');
    await world.workAll();
    await world.advance(31_000);
    await world.workAll();
    expect(world.decisions).toEqual([]);
    await world.advance(31_000);
    await world.workAll();

    expect(world.decisions).toMatchObject([{ outcome: 'ignored', codes: ['TICKET_UNKNOWN'] }]);
  });

  it('D9 incident 30 gives jobs back when the shared budget is spent, and finishes them all later', async () => {
    await open({ ratePer30s: 12 });
    const ids = Array.from({ length: 6 }, (_, index) => `chat-${index}`);
    for (const id of ids) {
      world.seed({ id, channel: 'livechat' });
      await world.post(id);
    }
    await runDry(12);

    expect(world.decisions.map((decision) => decision.outcome)).toEqual(ids.map(() => 'replied'));
    expect(await world.deps.queue.stats()).toMatchObject({ waiting: 0, dead: 0 });
  });
});

describe('what a crash, a storm or a newer message leaves behind', () => {
  const routed = () => world.tags(ID).filter((tag) => tag.startsWith('route-'));

  it.each([
    { fault: '429', count: 6 },
    { fault: '500', count: 2 },
    { fault: 'noop-200', count: 2 },
  ] as const)(
    'D9 incident 13 a replied ticket gets its team and loop tag after $count × $fault on the tags',
    async ({ fault, count }) => {
      await open();
      world.seed({ id: ID });
      world.stub.script({ kind: fault, call: 'tags.add', count });
      await world.post(ID);
      await runDry(12, 301_000);

      expect(routed()).toEqual(['route-email-support-team']);
      expect(world.tags(ID)).toContain('mw-auto-replied');
      expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
    },
  );

  it('D9 a reply that was turned away six times goes out once, and its tags follow', async () => {
    await open();
    world.seed({ id: ID });
    world.stub.script({ kind: '429', call: 'reply.send', count: 6 });
    await world.post(ID);
    await runDry(12, 301_000);

    expect(world.sent(ID)).toBe(1);
    expect(routed()).toEqual(['route-email-support-team']);
  });

  it('D12 a ticket whose tags never stick ends among the dead letters, not as done', async () => {
    await open();
    world.seed({ id: ID });
    world.stub.script({ kind: 'noop-200', call: 'tags.add', count: 100 });
    await world.post(ID);
    await runDry(12, 301_000);

    expect(world.sent(ID)).toBe(1);
    expect(await world.deps.queue.listDead(10)).toMatchObject([{ code: 'CAP_EVENT' }]);
    expect(world.decisions).toMatchObject([{ outcome: 'deadLettered' }]);
  });

  it('incident 27 one 404 on a re-read gives nothing up', async () => {
    await open();
    world.seed({ id: ID });
    world.stub.script({ kind: 'status', status: 404, call: 'ticket.read', after: 1 });
    await world.post(ID);
    await runDry();

    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
    expect(world.sent(ID)).toBe(1);
  });

  it('a ticket that is known as unknown costs no further call for ten minutes', async () => {
    await open();
    await world.post('gone');
    await runDry(3);
    const calls = world.stub.stats().calls['ticket.read'];
    await world.post('gone');
    await world.workAll();

    expect(world.decisions).toMatchObject([{ outcome: 'ignored', codes: ['TICKET_UNKNOWN'] }]);
    expect(world.stub.stats().calls['ticket.read']).toBe(calls);
  });

  it('I9 finds the reply of an earlier message before it works on a newer one', async () => {
    await open();
    world.seed({ id: ID });
    world.stub.script({ kind: 'timeout-after-commit', call: 'reply.send' });
    world.stub.script({ kind: '500', call: 'ticket.read', after: 2 });
    await world.post(ID);
    await world.workAll();
    expect(world.sent(ID)).toBe(1);
    world.stub.change(ID, {
      comment: { author: 'customer', text: 'Could you tell me where my order is now?' },
    });
    await world.post(ID);
    await runDry();

    const rows = await world.deps.effects.findOpen(world.deps.references.ticketRef(ID));
    const conversation = await world.deps.conversations.findConversation(
      world.deps.references.ticketRef(ID),
    );
    expect(rows).toEqual([]);
    expect(conversation?.replies).toHaveLength(1);
    expect(world.sent(ID)).toBe(1);
    expect(world.decisions.at(-1)?.effects[0]?.codes).toContain('ALREADY_AUTO_REPLIED');
  });

  it('R6.2 a lost scope stands on the ledger, and what may have been sent is parked for a person', async () => {
    const hooks: WorkerWorldHooks = {
      beforeCall: (method) => {
        if (method === 'PUT') world.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    world.seed({ id: ID, tags: ['mw-test'] });
    await world.post(ID);
    await runDry(2);

    expect((await world.entries()).some((entry) => entry.codes.includes('SCOPE_LOST'))).toBe(true);
    expect(await world.deps.effects.listParked(5)).toMatchObject([{ codes: ['SCOPE_LOST'] }]);
  });
});
