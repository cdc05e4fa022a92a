import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobBodySchema } from '../../src/core/tickets/webhook-event.ts';
import { PROBLEM_CODES, problem } from '../../src/http/problems.ts';
import { TOKEN } from '../support/intake-fixture.ts';
import { closeAll } from '../support/intake-wire.ts';
import { createSearch } from '../support/preflight/canary/canary.ts';
import { CORPUS } from './corpus/corpus.ts';
import { PLANT, withId } from './corpus/corpus-request.ts';
import type { CorpusClass, CorpusRow } from './corpus/corpus-row.ts';
import { exchange, type OpenIntake, openIntake } from './open-intake.ts';
import { readAnswers } from './read-answers.ts';

/** After these nobody knows where the next request would begin, so none is read. */
const ENDS_CONNECTION = new Set([
  'REQUEST_MALFORMED',
  'REQUEST_TIMEOUT',
  'HEADERS_TOO_LARGE',
  'EXPECTATION_UNSUPPORTED',
  'BODY_TOO_LARGE',
]);
const ROWS = CORPUS.flatMap(({ rows }) => rows);
const IMPATIENT = { headersTimeoutMs: 50, requestTimeoutMs: 50 };
const CANARIES = [
  { label: 'what was sent', core: PLANT },
  { label: 'a token', core: TOKEN },
];

let intake: OpenIntake;
let impatientPort = 0;
const received: string[] = [];

beforeAll(async () => {
  intake = await openIntake();
  ({ port: impatientPort } = await intake.startAgain(IMPATIENT));
});
afterAll(async () => {
  await closeAll();
  await intake.store.close();
});

/** What the client heard, in the words of the corpus; anything more than one answer stands there too. */
function inWords(text: string): string {
  const answers = readAnswers(text).map(({ status, body, isClosing }) => {
    if (status === 202) return /^\{"deliveryId":"d\d{25}"\}$/.test(body) ? '202' : `202 ${body}`;
    const code = PROBLEM_CODES.find((known) => problem(known).body === body);
    const isOpen = code !== undefined && ENDS_CONNECTION.has(code) && !isClosing;
    return `${status} ${code ?? body}${isOpen ? ', and open' : ''}`;
  });
  return answers.join(', then ');
}

async function take(row: CorpusRow, cls: CorpusClass) {
  const port = cls.isUnfinished ? impatientPort : intake.port;
  const text = await exchange(port, row.bytes);
  received.push(text);
  const jobs = (await intake.takeJobs()).map((job) => {
    const { ticketId, deliveryId } = jobBodySchema.parse(JSON.parse(job.body));
    return { ticketId, isItsDelivery: deliveryId === job.jobId && text.includes(deliveryId) };
  });
  return { name: row.name, answer: inWords(text), jobs };
}

/** HEAD gets the headers of its answer and no body, so no code. */
function expectedOf(row: CorpusRow) {
  const isHead = row.bytes.toString('latin1').startsWith('HEAD ');
  const answer = isHead ? `${row.answer.slice(0, 3)} ` : row.answer;
  const jobs = row.ticketId === null ? [] : [{ ticketId: row.ticketId, isItsDelivery: true }];
  return { name: row.name, answer, jobs };
}

describe('the corpus of requests', () => {
  it('holds at least 300, no two alike, in classes of at most 15, each with a name of its own', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(300);
    expect(new Set(ROWS.map(({ bytes }) => bytes.toString('latin1'))).size).toBe(ROWS.length);
    for (const { title, rows } of CORPUS) {
      expect(rows.length, title).toBeLessThanOrEqual(15);
      expect(new Set(rows.map(({ name }) => name)).size, title).toBe(rows.length);
    }
  });

  it('has every answer that a request alone can cause', () => {
    // The others need a service that is stopping, broken, unproved, or busy with one ticket.
    const byState = PROBLEM_CODES.filter(
      (code) =>
        problem(code).status === 503 || code === 'TICKET_RATE_LIMITED' || code === 'REQUEST_FAILED',
    );
    const caused = new Set(ROWS.map(({ answer }) => answer.slice(4)));

    expect(PROBLEM_CODES.filter((code) => !caused.has(code))).toEqual(byState);
  });
});

describe('incidents 2 and 7, D11: every request of the corpus over a real connection', () => {
  it.each(CORPUS)(
    '$title: gets its documented answer, and makes its one job or none',
    async (cls) => {
      const seen = [];
      for (const row of cls.rows) {
        seen.push(await take(row, cls));
        await intake.store.advance(1000);
      }

      expect(seen).toEqual(cls.rows.map(expectedOf));
      const after = await exchange(intake.port, withId('after'));
      expect(inWords(after)).toBe('202');
      expect(await intake.takeJobs()).toHaveLength(1);
    },
  );
});

describe('R9.3, D10: afterwards', () => {
  it('no answer, log line, metric or byte of the store holds a piece of what was sent', () => {
    const search = createSearch(CANARIES);
    const path = intake.store.path ?? '';
    const metrics = [intake.metrics.snapshot(), intake.serverMetrics.snapshot()];
    const sinks: Readonly<Record<string, Buffer>> = {
      answers: Buffer.from(received.join('\n'), 'latin1'),
      log: Buffer.from(intake.lines.join('')),
      metrics: Buffer.from(JSON.stringify(metrics)),
      store: readFileSync(path),
      'write-ahead log': readFileSync(`${path}-wal`),
    };

    for (const [name, bytes] of Object.entries(sinks)) {
      expect(bytes.byteLength, name).toBeGreaterThan(100);
      expect([...search(bytes)], name).toEqual([]);
    }
  });

  it('the search would have found it: most requests hold it', () => {
    const search = createSearch(CANARIES);
    const holders = ROWS.filter(({ bytes }) => search(bytes).has('what was sent'));

    expect(holders.length).toBeGreaterThan(ROWS.length / 2);
  });
});
