import { describe, expect, it } from 'vitest';
import { readSettledTotals } from '../support/settled-totals.ts';
import { useWorkerFixture } from '../support/use-worker-fixture.ts';
import type {
  WorkerFixture,
  WorkerFixtureHooks,
  WorkerFixtureOptions,
} from '../support/worker-fixture.ts';

const ID = '<a+b.1@shop.example>';
const ASK = 't_order_status_ask_order_number';
const { open: openFixture, runDry } = useWorkerFixture();
let fixture: WorkerFixture;

async function open(options: WorkerFixtureOptions = {}): Promise<void> {
  fixture = await openFixture(options);
}

const writes = (id = ID) => fixture.journal(id).map((entry) => entry.kind);

describe('one ticket through every wall', () => {
  it('is read, understood, answered once, routed, and on the ledger before anything left', async () => {
    await open();
    fixture.seed({ id: ID, name: 'Ada Example' });
    await fixture.post(ID);

    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([
      {
        intent: 'order_status_tracking',
        tier: 1,
        template: ASK,
        destination: 'email-support',
        outcome: 'replied',
      },
    ]);
    expect(writes()).toEqual(['message', 'tags-added']);
    expect(fixture.tags(ID)).toEqual(
      expect.arrayContaining([
        'route-email-support-team',
        'mw-processed',
        'mw-auto-replied',
        `mw-template-${ASK}`,
      ]),
    );
    const ticketRef = fixture.deps.references.ticketRef(ID);
    const conversation = await fixture.deps.conversations.findConversation(ticketRef);
    expect(conversation?.replies).toMatchObject([{ templateId: ASK }]);
    const steps = (await fixture.entries()).map(
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
    fixture.seed({ id: ID });
    fixture.seed({ id: 'routed', channel: 'phone', text: 'Hello there' });
    await fixture.post(ID);
    await fixture.workAll();
    const replied = Object.values(fixture.stub.stats().calls).reduce((a, b) => a + b, 0);
    await fixture.post('routed');
    await fixture.workAll();
    const routed = Object.values(fixture.stub.stats().calls).reduce((a, b) => a + b, 0) - replied;

    expect(replied).toBeLessThanOrEqual(8);
    expect(routed).toBeLessThanOrEqual(4);
  });

  it('I6 never answers a Tier 0 message, and routes it to its team', async () => {
    await open();
    fixture.seed({ id: ID, text: 'My lawyer will sue you over this order.' });
    await fixture.post(ID);

    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([
      {
        intent: 'legal_threat',
        tier: 0,
        template: null,
        outcome: 'routed',
        destination: 'leadership',
      },
    ]);
    expect(fixture.sent(ID)).toBe(0);
  });

  it('incident 23 answers an e-mail by send-message and a chat by a comment', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.seed({ id: 'chat-1', channel: 'livechat' });
    await fixture.post(ID);
    await fixture.post('chat-1');

    await fixture.workAll();

    expect(writes()[0]).toBe('message');
    expect(writes('chat-1')[0]).toBe('comment');
  });
});

describe('D6 the identity of the work is the ticket and its newest customer message', () => {
  it('settles five deliveries of one message as one piece of work', async () => {
    await open();
    fixture.seed({ id: ID });
    for (let delivery = 0; delivery < 5; delivery += 1) await fixture.post(ID);
    await fixture.workAll();
    await fixture.post(ID);
    await fixture.workAll();

    expect(fixture.decisions).toHaveLength(1);
    expect(fixture.sent(ID)).toBe(1);
    expect(readSettledTotals(fixture.store.db.sqlite)).toEqual({ handled: 6, duplicates: 5 });
  });

  it('treats a second message of the customer as new work, which goes to a person (incident 4)', async () => {
    await open();
    fixture.seed({ id: ID });
    await fixture.post(ID);
    await fixture.workAll();
    await fixture.advance(60_000);
    fixture.stub.change(ID, {
      comment: { author: 'customer', text: 'Where is my order? Any news about my order?' },
    });
    await fixture.post(ID);

    await fixture.workAll();

    expect(fixture.decisions[1]).toMatchObject({ outcome: 'held', destination: 'email-support' });
    expect(fixture.decisions[1]?.effects[0]?.codes).toContain('ALREADY_AUTO_REPLIED');
    expect(fixture.sent(ID)).toBe(1);
    expect(fixture.tags(ID)).toEqual(
      expect.arrayContaining(['mw-skip-followup-after-auto-reply', 'mw-escalated-human']),
    );
  });

  it('I6 a second message that threatens goes to its own team, not to the follow-up queue', async () => {
    await open();
    fixture.seed({
      id: ID,
      tags: ['mw-auto-replied'],
      text: 'That is it, my lawyer will sue you.',
    });
    await fixture.post(ID);

    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([
      { destination: 'leadership', tier: 0, template: null },
    ]);
    expect(fixture.tags(ID)).not.toContain('mw-skip-followup-after-auto-reply');
  });

  it('incident 4 never answers a ticket that carries the loop tag, whoever set it', async () => {
    await open();
    fixture.seed({ id: ID, tags: ['mw-auto-replied'] });
    await fixture.post(ID);

    await fixture.workAll();

    expect(fixture.sent(ID)).toBe(0);
    expect(fixture.decisions[0]?.outcome).toBe('held');
  });
});

describe('I9 D7 at most one send per customer message', () => {
  it.each(['500-after-commit', 'timeout-after-commit', 'truncated-json'] as const)(
    'finds the reply that went out behind a %s instead of sending again',
    async (kind) => {
      await open();
      fixture.seed({ id: ID });
      fixture.stub.script({ kind, call: 'reply.send' });
      await fixture.post(ID);

      await runDry();

      expect(fixture.sent(ID)).toBe(1);
      expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
    },
  );

  it.each(['500', 'timeout-before-commit', 'noop-200'] as const)(
    'leaves unconfirmed a send whose outcome nobody can find after a %s, and sets no loop tag (incident 13)',
    async (kind) => {
      await open();
      fixture.seed({ id: ID });
      fixture.stub.script({ kind, call: 'reply.send' });
      await fixture.post(ID);

      await runDry();

      expect(fixture.sent(ID)).toBe(0);
      expect(fixture.decisions).toMatchObject([
        {
          outcome: 'held',
          effects: [
            { effect: 'reply.send', outcome: 'hold', codes: ['REPLY_UNCONFIRMED'] },
            { effect: 'tags.add' },
          ],
        },
      ]);
      expect(fixture.tags(ID)).toContain('mw-reply-unconfirmed');
      expect(fixture.tags(ID)).not.toContain('mw-auto-replied');
      expect(await fixture.deps.effects.listUnconfirmed(10)).toHaveLength(1);
    },
  );

  it('sends after a 429, once, and counts no failed attempt (D9)', async () => {
    await open();
    fixture.seed({ id: ID });
    fixture.stub.script({ kind: '429', call: 'reply.send', retryAfterSeconds: 20 });
    await fixture.post(ID);
    await fixture.workAll();
    const [waiting] = await fixture.deps.queue.claim({ max: 1, waitMs: 0 });
    expect(waiting).toBeUndefined();
    await fixture.advance(21_000);
    const [job] = await fixture.deps.queue.claim({ max: 1, waitMs: 0 });
    expect(job?.attempt).toBe(1);
    if (job !== undefined) await fixture.deps.queue.defer(job, 0);

    await runDry();

    expect(fixture.sent(ID)).toBe(1);
    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('withdraws the answer to a message that is no longer the newest', async () => {
    let reads = 0;
    const hooks: WorkerFixtureHooks = {
      beforeCall: (method) => {
        if (method === 'GET' && ++reads === 2)
          fixture.stub.change(ID, {
            comment: { author: 'customer', text: 'Please cancel my order instead.' },
          });
      },
    };
    await open({ hooks });
    fixture.seed({ id: ID });
    await fixture.post(ID);
    await fixture.workAll();

    expect(fixture.sent(ID)).toBe(0);
    expect(fixture.decisions[0]?.effects[0]).toMatchObject({
      outcome: 'hold',
      codes: ['MESSAGE_SUPERSEDED'],
    });
  });

  it('D17 a kill between the decision and the send stops the send', async () => {
    let reads = 0;
    const hooks: WorkerFixtureHooks = {
      beforeCall: async (method) => {
        if (method === 'GET' && ++reads === 2) await fixture.setFlag('safe_mode', 'true');
      },
    };
    await open({ hooks });
    fixture.seed({ id: ID });
    await fixture.post(ID);
    await fixture.workAll();

    expect(fixture.sent(ID)).toBe(0);
    expect(fixture.decisions).toMatchObject([
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
    fixture.seed({ id: ID });
    await fixture.setFlag('safe_mode', 'true');
    await fixture.post(ID);
    await fixture.workAll();
    await fixture.setFlag('safe_mode', 'false');
    await fixture.post(ID);
    await fixture.workAll();

    expect(fixture.sent(ID)).toBe(0);
  });
});

describe('the flags', () => {
  it('D8 safe mode stops replies and nothing else', async () => {
    await open();
    await fixture.setFlag('safe_mode', 'true');
    fixture.seed({ id: ID });
    await fixture.post(ID);
    await fixture.workAll();

    expect(writes()).toEqual(['tags-added']);
    expect(fixture.tags(ID)).toContain('route-email-support-team');
    expect(fixture.decisions).toMatchObject([{ outcome: 'routed' }]);
  });

  it.each(['ture', 'TRUE', ' true', ''])(
    'D5 safe_mode=%j is no answer, so nothing is sent',
    async (raw) => {
      await open();
      await fixture.setFlag('safe_mode', raw);
      fixture.seed({ id: ID });
      await fixture.post(ID);
      await fixture.workAll();

      expect(fixture.sent(ID)).toBe(0);
      expect(fixture.decisions[0]?.effects[0]?.codes).toContain('FLAG_INVALID');
      expect(fixture.decisions[0]?.outcome).toBe('routed');
    },
  );

  it('observes without writing when routing is off', async () => {
    await open();
    await fixture.setFlag('routing_enabled', 'false');
    fixture.seed({ id: ID });
    await fixture.post(ID);
    await fixture.workAll();

    expect(writes()).toEqual([]);
    expect(fixture.decisions).toMatchObject([{ outcome: 'observed' }]);
  });

  it('D3 leaves a conversation that an operator answered last to the operator, open and untagged as answered', async () => {
    await open();
    fixture.seed({
      id: ID,
      comments: [{ author: 'operator', text: 'We are looking into it.', minutesAgo: 0 }],
    });
    await fixture.post(ID);
    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([
      {
        outcome: 'held',
        effects: [{ outcome: 'hold', codes: ['OPERATOR_ANSWERED'] }, { effect: 'tags.add' }],
      },
    ]);
    expect(writes()).toEqual(['tags-added']);
    expect(fixture.tags(ID)).not.toContain('mw-auto-replied');
  });
});

describe('R6.2 test tickets', () => {
  it.each([['MW-TEST'], ['mw-test '], ['mw-tests'], ['mw_test'], []])(
    'I5 ignores a ticket tagged %j with zero writes',
    async (...tags) => {
      await open({ scope: 'test-only' });
      fixture.seed({ id: ID, tags: tags.flat() });
      await fixture.post(ID);
      await fixture.workAll();

      expect(writes()).toEqual([]);
      expect(fixture.decisions).toMatchObject([
        { outcome: 'ignored', intent: null, codes: ['TICKET_OUT_OF_SCOPE'] },
      ]);
      expect(
        (await fixture.entries()).some((entry) => entry.codes.includes('TICKET_OUT_OF_SCOPE')),
      ).toBe(true);
    },
  );

  it('handles a ticket tagged exactly mw-test, each write after a read of its own', async () => {
    const calls: string[] = [];
    await open({ scope: 'test-only', hooks: { beforeCall: (method) => void calls.push(method) } });
    fixture.seed({ id: ID, tags: ['mw-test'] });
    await fixture.post(ID);
    await fixture.workAll();

    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
    for (const [index, method] of calls.entries())
      if (method === 'PUT') expect(calls[index - 1]).toBe('GET');
    expect(fixture.tags(ID)).toContain('mw-test');
  });

  it('writes nothing when the tag is gone in the read before the write', async () => {
    let reads = 0;
    const hooks: WorkerFixtureHooks = {
      beforeCall: (method) => {
        if (method === 'GET' && ++reads === 2) fixture.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    fixture.seed({ id: ID, tags: ['mw-test'] });
    await fixture.post(ID);
    await runDry(2);

    expect(writes()).toEqual([]);
    expect(fixture.decisions).toMatchObject([{ outcome: 'ignored', codes: ['SCOPE_LOST'] }]);
  });

  it('reads again right before the tags, too: a tag that went after the reply stops them', async () => {
    let reads = 0;
    const hooks: WorkerFixtureHooks = {
      beforeCall: (method) => {
        if (method === 'GET' && ++reads === 4) fixture.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    fixture.seed({ id: ID, tags: ['mw-test'] });
    await fixture.post(ID);
    await runDry(2);

    expect(writes()).toEqual(['message']);
  });

  it('makes at most that one write when the tag goes between read and write, and never another', async () => {
    const hooks: WorkerFixtureHooks = {
      beforeCall: (method) => {
        if (method === 'PUT') fixture.stub.change(ID, { tags: [] });
      },
    };
    await open({ scope: 'test-only', hooks });
    fixture.seed({ id: ID, tags: ['mw-test'] });
    await fixture.post(ID);
    await runDry(2);
    fixture.stub.change(ID, {
      tags: ['mw-test'],
      comment: { author: 'customer', text: 'Where is my order now?' },
    });
    await fixture.post(ID);
    await runDry(2);

    expect(writes()).toEqual(['message']);
    expect(fixture.decisions.every((decision) => decision.outcome === 'ignored')).toBe(true);
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
    fixture.seed({
      id: ID,
      text: `Where is my order ${canaries[0]}? I am ${canaries[1]}, call +15550100123.`,
      name: 'Canaryname',
      email: 'canary@example.com',
      phone: '+15550100123',
      comments: [{ author: 'operator', text: 'canary-tail' }],
    });
    await fixture.post(ID);
    await fixture.workAll();
    const { readFileSync } = await import('node:fs');
    const path = fixture.store.path ?? '';
    const bytes = ['', '-wal'].map((suffix) => readFileSync(path + suffix, 'latin1')).join('');

    expect(fixture.decisions).toHaveLength(1);
    expect(bytes.length).toBeGreaterThan(10_000);
    for (const canary of canaries) expect(bytes.includes(canary), canary).toBe(false);
    expect(JSON.stringify(fixture.decisions)).not.toContain('canary');
  });
});
