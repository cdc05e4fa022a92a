import { describe, expect, it } from 'vitest';
import { useWorkerWorld } from '../support/use-worker-world.ts';
import type { WorkerWorld, WorkerWorldHooks, WorkerWorldOptions } from '../support/worker-world.ts';

const ID = '<a+b.1@shop.example>';
const ASK = 't_order_status_ask_order_number';
const { open: openWorld, runDry } = useWorkerWorld();
let world: WorkerWorld;

async function open(options: WorkerWorldOptions = {}): Promise<void> {
  world = await openWorld(options);
}

const writes = (id = ID) => world.journal(id).map((entry) => entry.kind);

describe('one ticket through every wall', () => {
  it('is read, understood, answered once, routed, and on the ledger before anything left', async () => {
    await open();
    world.seed({ id: ID, name: 'Ada Example' });
    await world.post(ID);

    await world.workAll();

    expect(world.decisions).toMatchObject([
      {
        intent: 'order_status_tracking',
        tier: 1,
        template: ASK,
        destination: 'email-support',
        outcome: 'replied',
      },
    ]);
    expect(writes()).toEqual(['message', 'tags-added']);
    expect(world.tags(ID)).toEqual(
      expect.arrayContaining([
        'route-email-support-team',
        'mw-processed',
        'mw-auto-replied',
        `mw-template-${ASK}`,
      ]),
    );
    const ticketRef = world.deps.references.ticketRef(ID);
    const conversation = await world.deps.conversations.findConversation(ticketRef);
    expect(conversation?.replies).toMatchObject([{ templateId: ASK }]);
    const steps = (await world.entries()).map(
      (entry) => `${entry.kind} ${entry.effect} ${entry.outcome}`,
    );
    expect(steps).toEqual([
      'decision ticket.read allow',
      'attempt ticket.read accepted',
      'decision ticket.read allow',
      'attempt ticket.read accepted',
      'decision reply.send allow',
      'attempt reply.send accepted',
      'decision ticket.read allow',
      'attempt ticket.read accepted',
      'attempt reply.send confirmed',
      'decision tags.add allow',
      'attempt tags.add accepted',
      'decision ticket.read allow',
      'attempt ticket.read accepted',
      'attempt tags.add confirmed',
    ]);
  });

  it('D13 spends at most 4 calls on a routed ticket and 8 on a replied one', async () => {
    await open();
    world.seed({ id: ID });
    world.seed({ id: 'routed', channel: 'phone', text: 'Hello there' });
    await world.post(ID);
    await world.workAll();
    const replied = Object.values(world.stub.stats().calls).reduce((a, b) => a + b, 0);
    await world.post('routed');
    await world.workAll();
    const routed = Object.values(world.stub.stats().calls).reduce((a, b) => a + b, 0) - replied;

    expect(replied).toBeLessThanOrEqual(8);
    expect(routed).toBeLessThanOrEqual(4);
  });

  it('I6 never answers a Tier 0 message, and routes it to its team', async () => {
    await open();
    world.seed({ id: ID, text: 'My lawyer will sue you over this order.' });
    await world.post(ID);

    await world.workAll();

    expect(world.decisions).toMatchObject([
      {
        intent: 'legal_threat',
        tier: 0,
        template: null,
        outcome: 'routed',
        destination: 'leadership',
      },
    ]);
    expect(world.sent(ID)).toBe(0);
  });

  it('incident 23 answers an e-mail by send-message and a chat by a comment', async () => {
    await open();
    world.seed({ id: ID });
    world.seed({ id: 'chat-1', channel: 'livechat' });
    await world.post(ID);
    await world.post('chat-1');

    await world.workAll();

    expect(writes()[0]).toBe('message');
    expect(writes('chat-1')[0]).toBe('comment');
  });
});

describe('D6 the identity of the work is the ticket and its newest customer message', () => {
  it('settles five deliveries of one message as one piece of work', async () => {
    await open();
    world.seed({ id: ID });
    for (let delivery = 0; delivery < 5; delivery += 1) await world.post(ID);
    await world.workAll();
    await world.post(ID);
    await world.workAll();

    expect(world.decisions).toHaveLength(1);
    expect(world.sent(ID)).toBe(1);
    expect(await world.deps.conversations.totals()).toEqual({ handled: 6, duplicates: 5 });
  });

  it('treats a second message of the customer as new work, which goes to a person (incident 4)', async () => {
    await open();
    world.seed({ id: ID });
    await world.post(ID);
    await world.workAll();
    await world.advance(60_000);
    world.stub.change(ID, {
      comment: { author: 'customer', text: 'Where is my order? Any news about my order?' },
    });
    await world.post(ID);

    await world.workAll();

    expect(world.decisions[1]).toMatchObject({ outcome: 'held', destination: 'email-support' });
    expect(world.decisions[1]?.effects[0]?.codes).toContain('ALREADY_AUTO_REPLIED');
    expect(world.sent(ID)).toBe(1);
    expect(world.tags(ID)).toEqual(
      expect.arrayContaining(['mw-skip-followup-after-auto-reply', 'mw-escalated-human']),
    );
  });

  it('I6 a second message that threatens goes to its own team, not to the follow-up queue', async () => {
    await open();
    world.seed({ id: ID, tags: ['mw-auto-replied'], text: 'That is it, my lawyer will sue you.' });
    await world.post(ID);

    await world.workAll();

    expect(world.decisions).toMatchObject([{ destination: 'leadership', tier: 0, template: null }]);
    expect(world.tags(ID)).not.toContain('mw-skip-followup-after-auto-reply');
  });

  it('incident 4 never answers a ticket that carries the loop tag, whoever set it', async () => {
    await open();
    world.seed({ id: ID, tags: ['mw-auto-replied'] });
    await world.post(ID);

    await world.workAll();

    expect(world.sent(ID)).toBe(0);
    expect(world.decisions[0]?.outcome).toBe('held');
  });
});

describe('I9 D7 at most one send per customer message', () => {
  it.each(['500-after-commit', 'timeout-after-commit', 'truncated-json'] as const)(
    'finds the reply that went out behind a %s instead of sending again',
    async (kind) => {
      await open();
      world.seed({ id: ID });
      world.stub.script({ kind, call: 'reply.send' });
      await world.post(ID);

      await runDry();

      expect(world.sent(ID)).toBe(1);
      expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
    },
  );

  it.each(['500', 'timeout-before-commit', 'noop-200'] as const)(
    'parks a send whose outcome nobody can find after a %s, and sets no loop tag (incident 13)',
    async (kind) => {
      await open();
      world.seed({ id: ID });
      world.stub.script({ kind, call: 'reply.send' });
      await world.post(ID);

      await runDry();

      expect(world.sent(ID)).toBe(0);
      expect(world.decisions).toMatchObject([
        {
          outcome: 'held',
          effects: [
            { effect: 'reply.send', outcome: 'hold', codes: ['REPLY_UNCONFIRMED'] },
            { effect: 'tags.add' },
          ],
        },
      ]);
      expect(world.tags(ID)).toContain('mw-reply-unconfirmed');
      expect(world.tags(ID)).not.toContain('mw-auto-replied');
      expect(await world.deps.effects.listParked(10)).toHaveLength(1);
    },
  );

  it('sends after a 429, once, and counts no failed attempt (D9)', async () => {
    await open();
    world.seed({ id: ID });
    world.stub.script({ kind: '429', call: 'reply.send', retryAfterSeconds: 20 });
    await world.post(ID);
    await world.workAll();
    const [waiting] = await world.deps.queue.claim({ max: 1, waitMs: 0 });
    expect(waiting).toBeUndefined();
    await world.advance(21_000);
    const [job] = await world.deps.queue.claim({ max: 1, waitMs: 0 });
    expect(job?.attempt).toBe(1);
    if (job !== undefined) await world.deps.queue.giveBack(job, 0);

    await runDry();

    expect(world.sent(ID)).toBe(1);
    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('withdraws the answer to a message that is no longer the newest', async () => {
    let reads = 0;
    const hooks: WorkerWorldHooks = {
      beforeCall: (method) => {
        if (method === 'GET' && ++reads === 2)
          world.stub.change(ID, {
            comment: { author: 'customer', text: 'Please cancel my order instead.' },
          });
      },
    };
    await open({ hooks });
    world.seed({ id: ID });
    await world.post(ID);
    await world.workAll();

    expect(world.sent(ID)).toBe(0);
    expect(world.decisions[0]?.effects[0]).toMatchObject({
      outcome: 'hold',
      codes: ['MESSAGE_SUPERSEDED'],
    });
  });

  it('D17 a kill between the decision and the send stops the send', async () => {
    let reads = 0;
    const hooks: WorkerWorldHooks = {
      beforeCall: async (method) => {
        if (method === 'GET' && ++reads === 2) await world.setFlag('safe_mode', 'true');
      },
    };
    await open({ hooks });
    world.seed({ id: ID });
    await world.post(ID);
    await world.workAll();

    expect(world.sent(ID)).toBe(0);
    expect(world.decisions).toMatchObject([
      {
        outcome: 'routed',
        effects: [
          { outcome: 'deny', codes: ['SAFE_MODE_ON'] },
          { effect: 'tags.add', outcome: 'allow' },
        ],
      },
    ]);
  });

  it('a refusal is final for its message: switching on later releases no old reply', async () => {
    await open();
    world.seed({ id: ID });
    await world.setFlag('safe_mode', 'true');
    await world.post(ID);
    await world.workAll();
    await world.setFlag('safe_mode', 'false');
    await world.post(ID);
    await world.workAll();

    expect(world.sent(ID)).toBe(0);
  });
});

describe('the switches', () => {
  it('D8 safe mode stops replies and nothing else', async () => {
    await open();
    await world.setFlag('safe_mode', 'true');
    world.seed({ id: ID });
    await world.post(ID);
    await world.workAll();

    expect(writes()).toEqual(['tags-added']);
    expect(world.tags(ID)).toContain('route-email-support-team');
    expect(world.decisions).toMatchObject([{ outcome: 'routed' }]);
  });

  it.each(['ture', 'TRUE', ' true', ''])(
    'D5 safe_mode=%j is no answer, so nothing is sent',
    async (raw) => {
      await open();
      await world.setFlag('safe_mode', raw);
      world.seed({ id: ID });
      await world.post(ID);
      await world.workAll();

      expect(world.sent(ID)).toBe(0);
      expect(world.decisions[0]?.effects[0]?.codes).toContain('FLAG_INVALID');
      expect(world.decisions[0]?.outcome).toBe('routed');
    },
  );

  it('observes without writing when routing is off', async () => {
    await open();
    await world.setFlag('routing_enabled', 'false');
    world.seed({ id: ID });
    await world.post(ID);
    await world.workAll();

    expect(writes()).toEqual([]);
    expect(world.decisions).toMatchObject([{ outcome: 'observed' }]);
  });

  it('D3 leaves a conversation that an operator answered last to the operator, open and untagged as answered', async () => {
    await open();
    world.seed({
      id: ID,
      comments: [{ author: 'operator', text: 'We are looking into it.', minutesAgo: 0 }],
    });
    await world.post(ID);
    await world.workAll();

    expect(world.decisions).toMatchObject([
      {
        outcome: 'held',
        effects: [{ outcome: 'hold', codes: ['OPERATOR_ANSWERED'] }, { effect: 'tags.add' }],
      },
    ]);
    expect(writes()).toEqual(['tags-added']);
    expect(world.tags(ID)).not.toContain('mw-auto-replied');
  });
});

describe('R6.2 test tickets', () => {
  it.each([['MW-TEST'], ['mw-test '], ['mw-tests'], ['mw_test'], []])(
    'I5 ignores a ticket tagged %j with zero writes',
    async (...tags) => {
      await open({ scope: 'test-only' });
      world.seed({ id: ID, tags: tags.flat() });
      await world.post(ID);
      await world.workAll();

      expect(writes()).toEqual([]);
      expect(world.decisions).toMatchObject([
        { outcome: 'ignored', intent: null, codes: ['TICKET_OUT_OF_SCOPE'] },
      ]);
      expect(
        (await world.entries()).some((entry) => entry.codes.includes('TICKET_OUT_OF_SCOPE')),
      ).toBe(true);
    },
  );

  it('handles a ticket tagged exactly mw-test, each write after a read of its own', async () => {
    const calls: string[] = [];
    await open({ scope: 'test-only', hooks: { beforeCall: (method) => void calls.push(method) } });
    world.seed({ id: ID, tags: ['mw-test'] });
    await world.post(ID);
    await world.workAll();

    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
    for (const [index, method] of calls.entries())
      if (method === 'PUT') expect(calls[index - 1]).toBe('GET');
    expect(world.tags(ID)).toContain('mw-test');
  });

  it('writes nothing when the tag is gone in the read before the write', async () => {
    let reads = 0;
    const hooks: WorkerWorldHooks = {
      beforeCall: (method) => {
        if (method === 'GET' && ++reads === 2) world.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    world.seed({ id: ID, tags: ['mw-test'] });
    await world.post(ID);
    await runDry(2);

    expect(writes()).toEqual([]);
    expect(world.decisions).toMatchObject([{ outcome: 'ignored', codes: ['SCOPE_LOST'] }]);
  });

  it('reads again right before the tags, too: a tag that went after the reply stops them', async () => {
    let reads = 0;
    const hooks: WorkerWorldHooks = {
      beforeCall: (method) => {
        if (method === 'GET' && ++reads === 4) world.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    world.seed({ id: ID, tags: ['mw-test'] });
    await world.post(ID);
    await runDry(2);

    expect(writes()).toEqual(['message']);
  });

  it('makes at most that one write when the tag goes between read and write, and never another', async () => {
    const hooks: WorkerWorldHooks = {
      beforeCall: (method) => {
        if (method === 'PUT') world.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    world.seed({ id: ID, tags: ['mw-test'] });
    await world.post(ID);
    await runDry(2);
    world.stub.change(ID, {
      tags: ['mw-test'],
      comment: { author: 'customer', text: 'Where is my order now?' },
    });
    await world.post(ID);
    await runDry(2);

    expect(writes()).toEqual(['message']);
    expect(world.decisions.every((decision) => decision.outcome === 'ignored')).toBe(true);
  });
});

describe('R8.3 R9.3 D10 incident 8 nothing a person wrote is stored', () => {
  it('keeps texts, names, addresses and ids of customers out of every stored byte', async () => {
    const canaries = [
      'canary-text-4711',
      'Canaryname',
      'canary@example.com',
      '+15550100123',
      'canary-tail',
    ];
    await open({ place: 'file' });
    world.seed({
      id: ID,
      text: `Where is my order ${canaries[0]}? I am ${canaries[1]}, call +15550100123.`,
      name: 'Canaryname',
      email: 'canary@example.com',
      phone: '+15550100123',
      comments: [{ author: 'operator', text: 'canary-tail' }],
    });
    await world.post(ID);
    await world.workAll();
    const { readFileSync } = await import('node:fs');
    const path = world.store.path ?? '';
    const bytes = ['', '-wal'].map((suffix) => readFileSync(path + suffix, 'latin1')).join('');

    expect(world.decisions).toHaveLength(1);
    expect(bytes.length).toBeGreaterThan(10_000);
    for (const canary of canaries) expect(bytes.includes(canary), canary).toBe(false);
    expect(JSON.stringify(world.decisions)).not.toContain('canary');
  });
});
