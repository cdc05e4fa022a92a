import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NewJob } from '../../src/core/worker/job-queue.ts';
import { createDeliveryLimit } from '../../src/http/webhooks/checks.ts';
import { INTAKE_LIMITS } from '../../src/http/webhooks/intake.ts';
import { closeAll, openWire, roundTrip, startIntake } from '../support/intake-wire.ts';
import {
  NOT_JSON,
  NOT_JSON_NUMBERS,
  NOT_JSON_WORDS,
  NOT_OBJECTS,
  NOT_UTF8,
} from './corpus/body-rows.ts';
import { CHARSETS, CONTENT_TYPES, ENCODINGS } from './corpus/content-rows.ts';
import { chunked, request, withId } from './corpus/corpus-request.ts';
import {
  CONFLICTS,
  ID_CONTROLS,
  ID_DOTS,
  ID_TYPES,
  NO_TICKET,
  PROTOTYPE_KEYS,
} from './corpus/id-rows.ts';
import { TOKEN_PAIRS, TOKEN_PLACES, WRONG_TOKENS } from './corpus/token-rows.ts';
import { type FloodedIntake, startFloodedIntake } from './flood-process.ts';
import { exchange, openIntake } from './open-intake.ts';
import { readAnswers } from './read-answers.ts';

const MIB = 1024 * 1024;
/** The whole process holds about 30 MiB at rest; what a flood may add to it stays far below one bad minute's traffic. */
const MOST_HELD = 150 * MIB;

afterEach(closeAll);

const statusOf = async (port: number, bytes: Buffer) =>
  readAnswers(await exchange(port, bytes))[0]?.status;

/** Refused requests that are whole, so that the connection stays open. */
const KEPT = [
  ...[WRONG_TOKENS, TOKEN_PLACES, TOKEN_PAIRS, CONTENT_TYPES, CHARSETS, ENCODINGS],
  ...[NOT_UTF8, NOT_JSON, NOT_JSON_WORDS, NOT_JSON_NUMBERS, NOT_OBJECTS],
  ...[NO_TICKET, PROTOTYPE_KEYS, ID_TYPES, ID_DOTS, ID_CONTROLS, CONFLICTS],
].flatMap(({ rows }) => rows);

/** Sends refused requests one behind the other on one connection. @returns how many were answered as documented */
async function sendInARow(port: number, count: number): Promise<number> {
  const rows = Array.from({ length: Math.ceil(count / KEPT.length) }, () => KEPT)
    .flat()
    .slice(0, count);
  const wire = await openWire(port);
  wire.socket.end(Buffer.concat(rows.map(({ bytes }) => bytes)));
  await wire.closed;
  const answers = readAnswers(wire.received());
  expect(answers).toHaveLength(count);
  return rows.filter(({ answer }, at) => answers[at]?.status === Number(answer.slice(0, 3))).length;
}

describe('floods of connections', () => {
  it('beyond the cap are turned away and counted; the others are served, and room that comes free is used', async () => {
    const { port, serverMetrics } = await startIntake({}, { maxConnections: 20 });
    const kept = await Promise.all(Array.from({ length: 20 }, () => openWire(port)));

    const turnedAway = await Promise.all(Array.from({ length: 200 }, () => openWire(port)));
    await Promise.all(turnedAway.map(({ closed }) => closed));

    expect(serverMetrics.snapshot().counters['http.connections_dropped']).toBe(200);
    for (const wire of kept) wire.socket.write(withId('kept'));
    const answers = await Promise.all(kept.map(({ until }) => until(/deliveryId/)));
    expect(answers.flatMap(readAnswers).map(({ status }) => status)).toEqual(kept.map(() => 202));
    kept[0]?.socket.end();
    await kept[0]?.closed;
    expect(await statusOf(port, withId('after'))).toBe(202);
  });
});

describe('D11: floods without a token', () => {
  it('never ask the queue and never write to the store', async () => {
    const asked: NewJob[] = [];
    const enqueue = async (job: NewJob) => {
      asked.push(job);
      return { outcome: 'queued', jobId: job.jobId } as const;
    };
    const intake = await openIntake({}, { queue: { enqueue } });
    const changes = () =>
      intake.store.db.sqlite.prepare('SELECT total_changes() AS n').get()?.['n'];
    const before = changes();
    const rows = [WRONG_TOKENS, TOKEN_PLACES, TOKEN_PAIRS].flatMap((cls) => cls.rows);
    const many = Buffer.concat(
      Array.from({ length: 25 }, () => rows.map(({ bytes }) => bytes)).flat(),
    );

    const wire = await openWire(intake.port);
    wire.socket.end(many);
    await wire.closed;

    const statuses = readAnswers(wire.received()).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 25 * rows.length }, () => 401));
    expect(asked).toEqual([]);
    expect(changes()).toBe(before);
    await intake.store.close();
  });
});

describe('floods of tickets', () => {
  it('the limit counts no more than its number of tickets, whoever is named in 100,000 deliveries', () => {
    const limit = createDeliveryLimit({
      perWindow: INTAKE_LIMITS.deliveriesPerTicketPerMinute,
      windowMs: 60_000,
      maxTickets: INTAKE_LIMITS.countedTickets,
    });

    let most = 0;
    for (let i = 0; i < 100_000; i += 1) {
      limit.take(`ticket ${i}`, i);
      most = Math.max(most, limit.size());
    }

    expect(most).toBe(INTAKE_LIMITS.countedTickets);
  });
});

describe('floods of bad requests on a process of its own', () => {
  let intake: FloodedIntake;
  beforeAll(async () => {
    intake = await startFloodedIntake();
  });
  afterAll(async () => {
    expect(await intake.end()).toBe(0);
  });

  it('2,000 in a row on one connection are each refused as documented, and leave no memory behind', async () => {
    await sendInARow(intake.port, 500);
    const before = await intake.heldBytes();

    expect(await sendInARow(intake.port, 2000)).toBe(2000);

    const grown = (await intake.heldBytes()) - before;
    expect(grown).toBeLessThan(5 * MIB);
    expect(await statusOf(intake.port, withId('after'))).toBe(202);
  });

  it('bodies of one byte to a chunk, which do not end, cost what their bytes cost', async () => {
    const unended = chunked('1\r\nx\r\n'.repeat(32_000));
    const before = await intake.heldBytes();

    const wires = await Promise.all(Array.from({ length: 16 }, () => openWire(intake.port)));
    await Promise.all(
      wires.map(({ socket }) => new Promise((resolve) => socket.write(unended, resolve))),
    );
    await roundTrip(`http://127.0.0.1:${intake.port}`);
    const held = await intake.heldBytes();

    expect(held).toBeLessThan(MOST_HELD);
    expect((held - before) / wires.length).toBeLessThan(256 * 1024);
  });

  it('too large bodies in parallel are not kept, however many they are', async () => {
    const sendMany = async (count: number) => {
      const statuses = await Promise.all(
        Array.from({ length: count }, () =>
          statusOf(intake.port, request({ body: 'x'.repeat(512 * 1024) })),
        ),
      );
      expect(new Set(statuses)).toEqual(new Set([413]));
      return intake.heldBytes();
    };

    const afterFew = await sendMany(20);
    const afterMany = await sendMany(100);

    expect(afterMany).toBeLessThan(MOST_HELD);
    expect(afterMany - afterFew).toBeLessThan(5 * MIB);
    expect(await statusOf(intake.port, withId('after'))).toBe(202);
  });
});
