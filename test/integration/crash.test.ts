import { describe, expect, it } from 'vitest';
import { LeaseLostError, MiddlewareError } from '../../src/core/errors.ts';
import { PermitError } from '../../src/core/gate/permit.ts';
import { findProbeAnswer, formatProbeBody } from '../../src/core/worker/probe.ts';
import { runWorkers, type WorkLoopDeps, workOn } from '../../src/core/worker/work-loop.ts';
import { useWorkerWorld } from '../support/use-worker-world.ts';
import type { WorkerWorld, WorkerWorldOptions } from '../support/worker-world.ts';

const ID = '<a+b.1@shop.example>';
const ASK = 't_order_status_ask_order_number';
const { open: openWorld, runDry } = useWorkerWorld();
let world: WorkerWorld;

async function open(options: WorkerWorldOptions = {}): Promise<void> {
  world = await openWorld(options);
  world.seed({ id: ID });
}

/** Claims the one job there is and works on it with some dependencies replaced. */
async function workWith(change: Partial<WorkLoopDeps>): Promise<void> {
  const [job] = await world.deps.queue.claim({ max: 1, waitMs: 0 });
  if (job === undefined) throw new Error('there is no job');
  await workOn(job, { ...world.deps, ...change });
}

const down = () => Promise.reject(new MiddlewareError('STORE_UNAVAILABLE', 'retry', 'planted'));

describe('I9 D7 what an attempt left behind decides where the next one goes on', () => {
  it('takes an intended row over, and sends once', async () => {
    await open();
    await world.post(ID);
    await workWith({ effects: { ...world.deps.effects, move: down } });
    expect((await world.deps.effects.findOpen(world.deps.references.ticketRef(ID)))[0]?.state).toBe(
      'intended',
    );

    await runDry();

    expect(world.sent(ID)).toBe(1);
    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('looks for a send whose ledger row is missing, and parks it', async () => {
    await open();
    await world.post(ID);
    const { ledger } = world.deps;
    const append: typeof ledger.append = (entry) =>
      entry.effect === 'reply.send' ? down() : ledger.append(entry);
    await workWith({ ledger: { ...ledger, append } });

    await runDry();

    expect(world.sent(ID)).toBe(0);
    expect(world.decisions).toMatchObject([{ outcome: 'held' }]);
  });

  it('R6.2 closes what a crash left open when the ticket is out of scope afterwards', async () => {
    world = await openWorld({ scope: 'test-only' });
    world.seed({ id: ID, tags: ['mw-test'] });
    await world.post(ID);
    await workWith({ effects: { ...world.deps.effects, move: down } });
    world.stub.change(ID, { tags: [] });
    await runDry();

    expect(await world.deps.effects.findOpen(world.deps.references.ticketRef(ID))).toEqual([]);
    expect(world.decisions).toMatchObject([{ outcome: 'ignored', codes: ['TICKET_OUT_OF_SCOPE'] }]);
  });

  it('lets the faster one win: who loses the compare-and-set sends nothing', async () => {
    await open();
    await world.post(ID);
    const { effects } = world.deps;
    await workWith({ effects: { ...effects, move: async () => null } });
    expect(world.sent(ID)).toBe(0);

    await runDry();
    expect(world.sent(ID)).toBe(1);
  });

  it('waits when somebody else has just intended the same', async () => {
    await open();
    await world.post(ID);
    const { effects } = world.deps;
    await workWith({
      effects: {
        ...effects,
        intend: async (effect, limits) => {
          await effects.intend(effect, limits);
          return effects.intend(effect, limits);
        },
      },
    });
    expect(world.sent(ID)).toBe(0);

    await runDry();
    expect(world.sent(ID)).toBe(1);
  });

  it('has no last word where somebody else has just begun: what they may have sent is looked for', async () => {
    await open();
    await world.post(ID);
    await world.setFlag('safe_mode', 'true');
    const { effects, routing, clock } = world.deps;
    await workWith({
      effects: {
        ...effects,
        refuse: async (effect, codes) => {
          const begun = await effects.intend(effect, routing.caps);
          if (begun.outcome === 'intended')
            await effects.move(begun.row, 'sending', { nowMs: clock.now() });
          return effects.refuse(effect, codes);
        },
      },
    });
    expect(world.decisions).toEqual([]);

    await runDry();
    expect(await effects.findOpen(world.deps.references.ticketRef(ID))).toEqual([]);
    expect(world.decisions).toMatchObject([{ outcome: 'held' }]);
  });

  it.each([
    { code: 'PERMIT_EXPIRED', isDead: false },
    { code: 'PERMIT_REQUEST_DIFFERS', isDead: true },
  ])('begins again after $code: nothing had left', async ({ code, isDead }) => {
    await open();
    await world.post(ID);
    const { helpdesk, queue } = world.deps;
    const sendReply = () => Promise.reject(new PermitError(code));
    await workWith({ helpdesk: { ...helpdesk, sendReply } });
    const [row] = await world.deps.effects.findOpen(world.deps.references.ticketRef(ID));

    expect(row).toMatchObject({ state: 'unsent', codes: [code] });
    const dead = (await queue.listDead(1)).map((job) => job.jobId);
    expect(dead).toHaveLength(isDead ? 1 : 0);
    await queue.redrive(dead);
    await runDry();
    expect(world.sent(ID)).toBe(1);
  });

  it.each([
    { name: 'refused', prepare: () => world.setFlag('safe_mode', 'true'), outcome: 'routed' },
    {
      name: 'parked',
      prepare: async () => world.stub.script({ kind: '500', call: 'reply.send' }),
      outcome: 'held',
    },
    { name: 'confirmed', prepare: async () => undefined, outcome: 'replied' },
  ])(
    'keeps a $name row as it is when the tags fail and the job comes again',
    async ({ name, prepare, outcome }) => {
      await open();
      await prepare();
      world.stub.script({ kind: '500', call: 'tags.add' });
      await world.post(ID);
      await runDry();

      const messageRefs = world.decisions.map((decision) => decision.outcome);
      expect(messageRefs).toEqual([outcome]);
      expect(world.sent(ID)).toBe(name === 'confirmed' ? 1 : 0);
      expect(world.tags(ID)).toContain('mw-processed');
    },
  );
});

describe('routing', () => {
  it.each([
    { when: 'grew stale meanwhile', change: { ageMs: 60_000 } },
    { when: 'could not be read', change: { state: 'unreadable' } },
  ] as const)(
    'reads the switches again when they $when, instead of leaving a ticket without a team',
    async ({ change }) => {
      await open();
      world.seed({ id: 'chat-1', channel: 'phone', text: 'Hello there' });
      await world.post('chat-1');
      const { flags, clock } = world.deps;
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
      expect(world.decisions).toEqual([]);

      await runDry();
      expect(world.decisions).toMatchObject([{ outcome: 'routed' }]);
      expect(await world.deps.queue.listDead(1)).toEqual([]);
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
      world = await openWorld();
      world.seed({ id: ID, oddities: [...oddities] });
      await world.post(ID);
      const routing = { ...world.deps.routing, closeTemplates: [ASK] as const };
      const deps = { routing: { ...routing, closeTemplates: [...routing.closeTemplates] } };
      for (let round = 0; round < 4; round += 1) {
        const [job] = await world.deps.queue.claim({ max: 1, waitMs: 0 });
        if (job !== undefined) await workOn(job, { ...world.deps, ...deps });
        await world.advance(31_000);
      }
      const done = world.journal(ID).map((entry) => entry.kind);

      expect(done[0]).toBe('message');
      expect(done.at(-1)).toBe('tags-added');
      expect(world.stub.inspect(ID)?.ticket.isOpen).toBe(!closed);
      expect(
        world.decisions[0]?.effects.find((line) => line.effect === 'ticket.close'),
      ).toMatchObject(
        closed ? { outcome: 'allow' } : { outcome: 'hold', codes: ['REPLY_UNCONFIRMED'] },
      );
    },
  );
});

describe('jobs that cannot be worked on', () => {
  it('a body that is not ours goes to the dead letters at once', async () => {
    await open();
    await world.deps.queue.enqueue({ jobId: 'odd', lane: 'odd', body: '{"probe":1}' });
    await world.workAll();

    expect(await world.deps.queue.listDead(1)).toMatchObject([
      { jobId: 'odd', code: 'JOB_BODY_INVALID' },
    ]);
  });

  it('incident 1 an id that cannot be a path segment fails for good, without a call', async () => {
    await open();
    const body = JSON.stringify({ schemaVersion: 1, ticketId: '..', deliveryId: 'd' });
    await world.deps.queue.enqueue({ jobId: 'dots', lane: 'dots', body });
    await world.workAll();

    expect(await world.deps.queue.listDead(1)).toMatchObject([{ jobId: 'dots' }]);
    expect(world.stub.stats().calls).toEqual({});
  });

  it('a lost lease is dropped quietly: somebody else has the job', async () => {
    await open();
    await world.post(ID);
    const { queue } = world.deps;
    await workWith({
      queue: { ...queue, complete: (job) => Promise.reject(new LeaseLostError(job.jobId)) },
    });

    expect(await queue.listDead(1)).toEqual([]);
    expect(world.sent(ID)).toBe(1);
  });

  it('I7 an identity that disagrees reads nothing, and loses nothing', async () => {
    await open();
    await world.post(ID);
    const { process } = world.deps;
    const identity = { ...process.identity, disagreeing: ['account'] as const };
    await workWith({ process: { ...process, identity } });

    expect(world.stub.stats().calls).toEqual({});
    expect(await world.deps.queue.stats()).toMatchObject({ waiting: 1, dead: 0 });
  });

  it('D17 a probe is answered with the values that a worker sees, and calls no vendor', async () => {
    await open();
    await world.setFlag('safe_mode', 'true');
    await world.deps.queue.enqueue({
      jobId: 'probe-1',
      lane: 'probe-1',
      body: formatProbeBody('p1'),
    });
    expect(await findProbeAnswer('p1', world.deps.ledger)).toBeNull();
    await world.workAll();

    expect(await findProbeAnswer('p1', world.deps.ledger)).toBe(
      'safe=true,automation=true,routing=true',
    );
    expect(world.stub.stats().calls).toEqual({});
  });

  it('a queue that fails slows the workers down and does not end them', async () => {
    await open();
    await world.post(ID);
    const { queue } = world.deps;
    const stopping = new AbortController();
    let failures = 0;
    const claim: typeof queue.claim = (options) => (failures++ < 2 ? down() : queue.claim(options));
    const running = runWorkers({ ...world.deps, queue: { ...queue, claim } }, 1, stopping.signal);
    await world.advance(5_000);
    stopping.abort();
    await world.advance(5_000);
    await running;

    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  /** Runs one worker for so long, over a store that takes nothing of a job in hand until then. */
  async function runWithoutStore(downForMs: number, totalMs: number): Promise<number> {
    const { queue, ledger, clock } = world.deps;
    const backAtMs = clock.now() + downForMs;
    const isDown = () => clock.now() < backAtMs;
    const stopping = new AbortController();
    const running = runWorkers(
      {
        ...world.deps,
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
    await world.advance(totalMs);
    stopping.abort();
    await world.advance(5_000);
    await running;
    return (await queue.stats()).waiting;
  }

  it('D7 goes on with what was in hand as soon as the store is back, long before its lease ends', async () => {
    await open();
    await world.post(ID);

    await runWithoutStore(10_000, 20_000);

    expect(world.sent(ID)).toBe(1);
    expect(world.decisions).toMatchObject([{ outcome: 'replied' }]);
  });

  it('lets go of a job whose lease ended meanwhile, and works on it again', async () => {
    await open();
    await world.post(ID);

    await runWithoutStore(70_000, 90_000);

    expect(world.sent(ID)).toBe(1);
  });

  it('leaves a job to the next start when it is stopped while the store is down', async () => {
    await open();
    await world.post(ID);
    await runWithoutStore(60_000, 10_000);
    await world.advance(60_000);

    await runDry();

    expect(world.sent(ID)).toBe(1);
  });

  it('tells of a job whose last attempt could not be settled at once; a probe is no ticket', async () => {
    await open();
    await world.post(ID);
    const { queue, ledger } = world.deps;
    await queue.enqueue({ jobId: 'probe-1', lane: 'probe', body: formatProbeBody('1') });
    let failures = 0;
    const fail: typeof queue.fail = (...call) =>
      failures++ % 2 === 0 ? down() : queue.fail(...call);
    const deps = { ...world.deps, ledger: { ...ledger, append: down }, queue: { ...queue, fail } };
    const stopping = new AbortController();
    const running = runWorkers(deps, 1, stopping.signal);
    await world.advance(60_000);
    stopping.abort();
    await world.advance(5_000);
    await running;

    const dead = await queue.listDead(10);

    expect(dead.map(({ code }) => code)).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
    expect(world.decisions).toMatchObject([{ outcome: 'deadLettered' }]);
    expect(world.sent(ID)).toBe(0);
  });
});
