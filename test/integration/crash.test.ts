import { describe, expect, it } from 'vitest';
import { PermitError } from '../../src/core/gate/permit.ts';
import { LeaseLostError, MiddlewareError } from '../../src/core/runtime/errors.ts';
import {
  findProbeAnswer,
  formatProbeBody,
  runWorkers,
  type WorkLoopDeps,
  workOn,
} from '../../src/core/worker/worker.ts';
import { useWorkerFixture } from '../support/use-worker-fixture.ts';
import type { WorkerFixture, WorkerFixtureOptions } from '../support/worker-fixture.ts';

const ID = '<a+b.1@shop.example>';
const ASK = 't_order_status_ask_order_number';
const { open: openFixture, runDry } = useWorkerFixture();
let fixture: WorkerFixture;

async function open(options: WorkerFixtureOptions = {}): Promise<void> {
  fixture = await openFixture(options);
  fixture.seed({ id: ID });
}

/** Claims the one job there is and works on it with some dependencies replaced. */
async function workWith(change: Partial<WorkLoopDeps>): Promise<void> {
  const [job] = await fixture.deps.queue.claim({ max: 1, waitMs: 0 });
  if (job === undefined) throw new Error('there is no job');
  await workOn(job, { ...fixture.deps, ...change });
}

const down = () => Promise.reject(new MiddlewareError('STORE_UNAVAILABLE', 'retry', 'planted'));

describe('I9 D7 what an attempt left behind decides where the next one goes on', () => {
  it('takes an intended row over, and sends once', async () => {
    await open();
    await fixture.post(ID);
    await workWith({ effects: { ...fixture.deps.effects, move: down } });
    expect(
      (await fixture.deps.effects.findOpen(fixture.deps.references.ticketRef(ID)))[0]?.state,
    ).toBe('intended');

    await runDry();

    expect(fixture.sent(ID)).toBe(1);
    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('looks for a send whose ledger row is missing, and leaves it unconfirmed', async () => {
    await open();
    await fixture.post(ID);
    const { ledger } = fixture.deps;
    const append: typeof ledger.append = (entry) =>
      entry.effect === 'reply.send' ? down() : ledger.append(entry);
    await workWith({ ledger: { ...ledger, append } });

    await runDry();

    expect(fixture.sent(ID)).toBe(0);
    expect(fixture.decisions).toMatchObject([{ outcome: 'held' }]);
  });

  it('R6.2 closes what a crash left open when the ticket is out of scope afterwards', async () => {
    fixture = await openFixture({ scope: 'test-only' });
    fixture.seed({ id: ID, tags: ['mw-test'] });
    await fixture.post(ID);
    await workWith({ effects: { ...fixture.deps.effects, move: down } });
    fixture.stub.change(ID, { tags: [] });
    await runDry();

    expect(await fixture.deps.effects.findOpen(fixture.deps.references.ticketRef(ID))).toEqual([]);
    expect(fixture.decisions).toMatchObject([
      { outcome: 'ignored', codes: ['TICKET_OUT_OF_SCOPE'] },
    ]);
  });

  it('lets the faster one win: who loses the compare-and-set sends nothing', async () => {
    await open();
    await fixture.post(ID);
    const { effects } = fixture.deps;
    await workWith({ effects: { ...effects, move: async () => null } });
    expect(fixture.sent(ID)).toBe(0);

    await runDry();
    expect(fixture.sent(ID)).toBe(1);
  });

  it('waits when somebody else has just intended the same', async () => {
    await open();
    await fixture.post(ID);
    const { effects } = fixture.deps;
    await workWith({
      effects: {
        ...effects,
        intend: async (effect, limits) => {
          await effects.intend(effect, limits);
          return effects.intend(effect, limits);
        },
      },
    });
    expect(fixture.sent(ID)).toBe(0);

    await runDry();
    expect(fixture.sent(ID)).toBe(1);
  });

  it('has no last word where somebody else has just begun: what they may have sent is looked for', async () => {
    await open();
    await fixture.post(ID);
    await fixture.setFlag('safe_mode', 'true');
    const { effects, routing, clock } = fixture.deps;
    await workWith({
      effects: {
        ...effects,
        refuse: async (effect, ending) => {
          const begun = await effects.intend(effect, routing.caps);
          if (begun.outcome === 'intended')
            await effects.move(begun.row, 'sending', { nowMs: clock.now() });
          return effects.refuse(effect, ending);
        },
      },
    });
    expect(fixture.decisions).toEqual([]);

    await runDry();
    expect(await effects.findOpen(fixture.deps.references.ticketRef(ID))).toEqual([]);
    expect(fixture.decisions).toMatchObject([{ outcome: 'held' }]);
  });

  it.each([
    { code: 'PERMIT_EXPIRED', isDead: false },
    { code: 'PERMIT_REQUEST_DIFFERS', isDead: true },
  ])('begins again after $code: nothing had left', async ({ code, isDead }) => {
    await open();
    await fixture.post(ID);
    const { helpdesk, queue } = fixture.deps;
    const sendReply = () => Promise.reject(new PermitError(code));
    await workWith({ helpdesk: { ...helpdesk, sendReply } });
    const [row] = await fixture.deps.effects.findOpen(fixture.deps.references.ticketRef(ID));

    expect(row).toMatchObject({ state: 'unsent', codes: [code] });
    const dead = (await queue.listDead(1)).map((job) => job.jobId);
    expect(dead).toHaveLength(isDead ? 1 : 0);
    await queue.redrive(dead);
    await runDry();
    expect(fixture.sent(ID)).toBe(1);
  });

  it.each([
    { name: 'refused', prepare: () => fixture.setFlag('safe_mode', 'true'), outcome: 'routed' },
    {
      name: 'unconfirmed',
      prepare: async () => fixture.stub.script({ kind: '500', call: 'reply.send' }),
      outcome: 'held',
    },
    { name: 'confirmed', prepare: async () => undefined, outcome: 'replied' },
  ])(
    'keeps a $name row as it is when the tags fail and the job comes again',
    async ({ name, prepare, outcome }) => {
      await open();
      await prepare();
      fixture.stub.script({ kind: '500', call: 'tags.add' });
      await fixture.post(ID);
      await runDry();

      const messageRefs = fixture.decisions.map((decision) => decision.outcome);
      expect(messageRefs).toEqual([outcome]);
      expect(fixture.sent(ID)).toBe(name === 'confirmed' ? 1 : 0);
      expect(fixture.tags(ID)).toContain('mw-processed');
    },
  );
});

describe('routing', () => {
  it.each([
    { when: 'grew stale meanwhile', change: { ageMs: 60_000 } },
    { when: 'could not be read', change: { state: 'unreadable' } },
  ] as const)(
    'reads the flags again when they $when, instead of leaving a ticket without a team',
    async ({ change }) => {
      await open();
      fixture.seed({ id: 'chat-1', channel: 'phone', text: 'Hello there' });
      await fixture.post('chat-1');
      const { flags, clock } = fixture.deps;
      const read: typeof flags.read = async (names) => {
        const readings = await flags.read(names);
        return new Map(
          [...readings].map(([name, reading]) => [
            name,
            'state' in change
              ? { state: change.state, readAtMs: clock.now() }
              : { ...reading, readAtMs: clock.now() - change.ageMs },
          ]),
        );
      };
      await workWith({ flags: { ...flags, read } });
      expect(fixture.decisions).toEqual([]);

      await runDry();
      expect(fixture.decisions).toMatchObject([{ outcome: 'routed' }]);
      expect(await fixture.deps.queue.listDead(1)).toEqual([]);
    },
  );
});

describe('the close that follows a listed template', () => {
  it.each([
    { oddities: [], closed: true },
    { oddities: ['follow-up-close'] as const, closed: false },
  ])(
    'D4 incident 13 closes after the reply, tags last; $oddities',
    async ({ oddities, closed }) => {
      fixture = await openFixture();
      fixture.seed({ id: ID, oddities: [...oddities] });
      await fixture.post(ID);
      const routing = { ...fixture.deps.routing, closeTemplates: [ASK] as const };
      const deps = { routing: { ...routing, closeTemplates: [...routing.closeTemplates] } };
      for (let round = 0; round < 4; round += 1) {
        const [job] = await fixture.deps.queue.claim({ max: 1, waitMs: 0 });
        if (job !== undefined) await workOn(job, { ...fixture.deps, ...deps });
        await fixture.advance(31_000);
      }
      const done = fixture.journal(ID).map((entry) => entry.kind);

      expect(done[0]).toBe('message');
      expect(done.at(-1)).toBe('tags-added');
      expect(fixture.stub.inspect(ID)?.ticket.isOpen).toBe(!closed);
      expect(
        fixture.decisions[0]?.effects.find((line) => line.effect === 'ticket.close'),
      ).toMatchObject(
        closed ? { outcome: 'allow' } : { outcome: 'hold', codes: ['REPLY_UNCONFIRMED'] },
      );
    },
  );
});

describe('jobs that cannot be worked on', () => {
  it('a body that is not ours goes to the dead letters at once', async () => {
    await open();
    await fixture.deps.queue.enqueue({ jobId: 'odd', group: 'odd', body: '{"probe":1}' });
    await fixture.workAll();

    expect(await fixture.deps.queue.listDead(1)).toMatchObject([
      { jobId: 'odd', code: 'JOB_BODY_INVALID' },
    ]);
  });

  it('incident 1 an id that cannot be a path segment fails for good, without a call', async () => {
    await open();
    const body = JSON.stringify({ schemaVersion: 1, ticketId: '..', deliveryId: 'd' });
    await fixture.deps.queue.enqueue({ jobId: 'dots', group: 'dots', body });
    await fixture.workAll();

    expect(await fixture.deps.queue.listDead(1)).toMatchObject([{ jobId: 'dots' }]);
    expect(fixture.stub.stats().calls).toEqual({});
  });

  it('a lost lease is dropped quietly: somebody else has the job', async () => {
    await open();
    await fixture.post(ID);
    const { queue } = fixture.deps;
    await workWith({
      queue: { ...queue, complete: (job) => Promise.reject(new LeaseLostError(job.jobId)) },
    });

    expect(await queue.listDead(1)).toEqual([]);
    expect(fixture.sent(ID)).toBe(1);
  });

  it('I7 an identity that disagrees reads nothing, and loses nothing', async () => {
    await open();
    await fixture.post(ID);
    const { process } = fixture.deps;
    const identity = { ...process.identity, disagreeing: ['account'] as const };
    await workWith({ process: { ...process, identity } });

    expect(fixture.stub.stats().calls).toEqual({});
    expect(await fixture.deps.queue.stats()).toMatchObject({ waiting: 1, dead: 0 });
  });

  it('D17 a probe is answered with the values that a worker sees, and calls no vendor', async () => {
    await open();
    await fixture.setFlag('safe_mode', 'true');
    await fixture.deps.queue.enqueue({
      jobId: 'probe-1',
      group: 'probe-1',
      body: formatProbeBody('p1'),
    });
    expect(await findProbeAnswer('p1', fixture.deps.ledger)).toBeNull();
    await fixture.workAll();

    expect(await findProbeAnswer('p1', fixture.deps.ledger)).toBe(
      'safe=true,automation=true,routing=true',
    );
    expect(fixture.stub.stats().calls).toEqual({});
  });

  it('a queue that fails slows the workers down and does not end them', async () => {
    await open();
    await fixture.post(ID);
    const { queue } = fixture.deps;
    const stopping = new AbortController();
    let failures = 0;
    const claim: typeof queue.claim = (options) => (failures++ < 2 ? down() : queue.claim(options));
    const running = runWorkers({ ...fixture.deps, queue: { ...queue, claim } }, 1, stopping.signal);
    await fixture.advance(5_000);
    stopping.abort();
    await fixture.advance(5_000);
    await running;

    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  /** Runs one worker for so long, over a store that takes nothing of a job in hand until then. */
  async function runWithoutStore(downForMs: number, totalMs: number): Promise<number> {
    const { queue, ledger, clock } = fixture.deps;
    const backAtMs = clock.now() + downForMs;
    const isDown = () => clock.now() < backAtMs;
    const stopping = new AbortController();
    const running = runWorkers(
      {
        ...fixture.deps,
        ledger: { ...ledger, append: (entry) => (isDown() ? down() : ledger.append(entry)) },
        queue: {
          ...queue,
          complete: (job) => (isDown() ? down() : queue.complete(job)),
          fail: (job, code, delayMs) => (isDown() ? down() : queue.fail(job, code, delayMs)),
        },
      },
      1,
      stopping.signal,
    );
    await fixture.advance(totalMs);
    stopping.abort();
    await fixture.advance(5_000);
    await running;
    return (await queue.stats()).waiting;
  }

  it('D7 goes on with what was in hand as soon as the store is back, long before its lease ends', async () => {
    await open();
    await fixture.post(ID);

    await runWithoutStore(10_000, 20_000);

    expect(fixture.sent(ID)).toBe(1);
    expect(fixture.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('lets go of a job whose lease ended meanwhile, and works on it again', async () => {
    await open();
    await fixture.post(ID);

    await runWithoutStore(70_000, 90_000);

    expect(fixture.sent(ID)).toBe(1);
  });

  it('leaves a job to the next start when it is stopped while the store is down', async () => {
    await open();
    await fixture.post(ID);
    await runWithoutStore(60_000, 10_000);
    await fixture.advance(60_000);

    await runDry();

    expect(fixture.sent(ID)).toBe(1);
  });

  it('tells of a job whose last attempt could not be settled at once; a probe is no ticket', async () => {
    await open();
    await fixture.post(ID);
    const { queue, ledger } = fixture.deps;
    await queue.enqueue({ jobId: 'probe-1', group: 'probe', body: formatProbeBody('1') });
    let failures = 0;
    const fail: typeof queue.fail = (...call) =>
      failures++ % 2 === 0 ? down() : queue.fail(...call);
    const deps = {
      ...fixture.deps,
      ledger: { ...ledger, append: down },
      queue: { ...queue, fail },
    };
    const stopping = new AbortController();
    const running = runWorkers(deps, 1, stopping.signal);
    await fixture.advance(60_000);
    stopping.abort();
    await fixture.advance(5_000);
    await running;

    const dead = await queue.listDead(10);

    expect(dead.map(({ code }) => code)).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
    expect(fixture.decisions).toMatchObject([{ outcome: 'deadLettered' }]);
    expect(fixture.sent(ID)).toBe(0);
  });
});
