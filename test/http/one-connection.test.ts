import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openWire, roundTrip, startIntake } from '../support/intake-wire.ts';
import { joined, PLANT, request, withHeaders, withId } from './corpus/corpus-request.ts';
import { readAnswers } from './read-answers.ts';

afterEach(closeAll);

const FIRST = withId('first');
const SECOND = withId('second');
const GARBAGE = `${PLANT}\r\n\r\n`;
const TUNNEL = 'CONNECT a.example:443 HTTP/1.1\r\nhost: a.example\r\n\r\n';

const statusesAndEnds = (received: string) =>
  readAnswers(received).map(({ status, isClosing }) => [status, isClosing]);

/** Sends everything at once, and waits until the server has closed. */
async function sendAndWait(port: number, bytes: Buffer) {
  const wire = await openWire(port);
  wire.socket.write(bytes);
  await wire.closed;
  return statusesAndEnds(wire.received());
}

const ticketsOf = (jobs: readonly { readonly body: string }[]) =>
  jobs.map(({ body }) => /"ticketId":"([^"]*)"/.exec(body)?.[1]);

describe('several requests on one connection', () => {
  it('are answered in their order, also when they are sent at once', async () => {
    const { port, queue } = await startIntake();
    const wire = await openWire(port);

    wire.socket.write(joined(FIRST, request({ token: null }), SECOND));
    await wire.until(/202[\s\S]*401[\s\S]*202[\s\S]*deliveryId/);

    expect(readAnswers(wire.received()).map(({ isClosing }) => isClosing)).not.toContain(true);
    expect(ticketsOf(queue.jobs)).toEqual(['first', 'second']);
  });

  it('the answer to a good one is not replaced by one to what follows it', async () => {
    const { port, queue, serverMetrics } = await startIntake();

    expect(await sendAndWait(port, joined(FIRST, GARBAGE, SECOND))).toEqual([[202, true]]);
    expect(ticketsOf(queue.jobs)).toEqual(['first']);
    expect(serverMetrics.snapshot().counters['http.client_errors']).toBe(1);
  });

  it('all good ones before the garbage are answered, the last of them says that it is the last', async () => {
    const { port, url, queue } = await startIntake();
    queue.state.isHeld = true;
    const wire = await openWire(port);

    wire.socket.write(joined(FIRST, SECOND, GARBAGE));
    while (queue.heldCount() < 2) await roundTrip(url);
    queue.release();
    await wire.closed;

    expect(statusesAndEnds(wire.received())).toEqual([
      [202, false],
      [202, true],
    ]);
  });

  it('a good one is answered although the next one never comes to its end', async () => {
    const limits = { requestTimeoutMs: 50, headersTimeoutMs: 50 };
    const { port, url, queue, serverMetrics } = await startIntake({}, limits);
    queue.state.isHeld = true;
    const wire = await openWire(port);

    wire.socket.write(joined(FIRST, request({ length: '1000' })));
    while (serverMetrics.snapshot().counters['http.client_errors'] !== 1) await roundTrip(url);
    queue.release();
    await wire.closed;

    expect(statusesAndEnds(wire.received())).toEqual([[202, true]]);
    expect(ticketsOf(queue.jobs)).toEqual(['first']);
  });

  it('what follows the wish to close is not acted on', async () => {
    const { port, queue } = await startIntake();

    expect(await sendAndWait(port, joined(withHeaders('connection: close'), SECOND))).toEqual([
      [202, true],
    ]);
    expect(ticketsOf(queue.jobs)).toEqual(['T-1']);
  });

  it.each([
    ['a body that is too large', request({ body: 'x'.repeat(32_769) }), 413],
    ['a coding that is not known', withHeaders('transfer-encoding: gzip, chunked'), 400],
    ['two hosts', withHeaders('host: b.example'), 400],
    ['an expectation that is not known', withHeaders('expect: 200-ok'), 417],
    ['that and two hosts', withHeaders('expect: 200-ok', 'host: b.example'), 400],
  ])(
    'what follows %s is not acted on, in the same packet or in the next one',
    async (_, bytes, status) => {
      const { port, url, queue } = await startIntake();

      expect(await sendAndWait(port, joined(bytes, SECOND))).toEqual([[status, true]]);
      const wire = await openWire(port);
      wire.socket.write(bytes);
      await wire.until(/\}/);
      wire.socket.write(SECOND);
      await wire.closed;
      await roundTrip(url);

      expect(readAnswers(wire.received())).toHaveLength(1);
      expect(queue.jobs).toEqual([]);
    },
  );

  it.each([
    ['bytes that are no request', GARBAGE],
    ['a wish for a tunnel', TUNNEL],
  ])(
    'before %s keep their order and their end, also when the last is ready before the first',
    async (_, bytes) => {
      const { port, url, queue, serverMetrics } = await startIntake();
      queue.state.isHeld = true;
      const wire = await openWire(port);

      wire.socket.write(joined(FIRST, request({ token: null })));
      while (queue.heldCount() < 1) await roundTrip(url);
      wire.socket.write(bytes);
      while (serverMetrics.snapshot().counters['http.client_errors'] !== 1) await roundTrip(url);
      queue.release();
      await wire.closed;

      expect(statusesAndEnds(wire.received())).toEqual([
        [202, false],
        [401, true],
      ]);
    },
  );

  it('a stopping service closes with the last answer, also when that one is ready first', async () => {
    const { port, url, queue, server } = await startIntake();
    queue.state.isHeld = true;
    const wire = await openWire(port);
    wire.socket.write(joined(FIRST, request({ token: null })));
    while (queue.heldCount() < 1) await roundTrip(url);

    const drained = server.drain();
    queue.release();
    await Promise.all([drained, wire.closed]);

    expect(statusesAndEnds(wire.received())).toEqual([
      [202, false],
      [401, true],
    ]);
  });

  it('a stopping service answers all that is in progress, and closes with the last', async () => {
    const { port, url, queue, server } = await startIntake();
    queue.state.isHeld = true;
    const wire = await openWire(port);
    wire.socket.write(joined(FIRST, SECOND));
    while (queue.heldCount() < 2) await roundTrip(url);

    const drained = server.drain();
    queue.release();
    await Promise.all([drained, wire.closed]);

    expect(statusesAndEnds(wire.received())).toEqual([
      [202, false],
      [202, true],
    ]);
  });
});

describe('a client that wants a tunnel', () => {
  it('and resets the connection before it is answered does not end the process', async () => {
    const { port, url, serverMetrics } = await startIntake();

    for (let i = 0; i < 50; i += 1) {
      const wire = await openWire(port);
      wire.socket.write(TUNNEL);
      await new Promise((resolve) => setImmediate(resolve));
      wire.socket.resetAndDestroy();
      await wire.closed;
    }
    await roundTrip(url);

    // An error of a connection that nobody takes fails the whole run of tests.
    expect(serverMetrics.snapshot().counters['http.client_errors']).toBeGreaterThan(0);
  });

  it('is cut when nothing moved for too long', async () => {
    const { port, url, queue } = await startIntake({}, { inactivityTimeoutMs: 150 });
    queue.state.isHeld = true;
    const wire = await openWire(port);

    wire.socket.write(joined(FIRST, TUNNEL));
    while (queue.heldCount() < 1) await roundTrip(url);
    await wire.closed;

    expect(wire.received()).toBe('');
    queue.release();
  });

  it('does not keep a stopping service from its end', async () => {
    const { port, url, queue, server } = await startIntake({}, { inactivityTimeoutMs: 600_000 });
    queue.state.isHeld = true;
    const wire = await openWire(port);
    wire.socket.write(joined(FIRST, TUNNEL));
    while (queue.heldCount() < 1) await roundTrip(url);

    await server.drain(50);

    await wire.closed;
    queue.release();
  });
});

describe('a client that closes its half', () => {
  it('right behind a good request gets its answer', async () => {
    const { port, queue } = await startIntake();
    const wire = await openWire(port);

    wire.socket.end(FIRST);
    await wire.closed;

    expect(readAnswers(wire.received()).map(({ status }) => status)).toEqual([202]);
    expect(ticketsOf(queue.jobs)).toEqual(['first']);
  });

  it.each([
    ['a header', FIRST.subarray(0, 60)],
    ['a body that reads like a whole one', request({ length: '200', body: '{"ticket_id":"cut"}' })],
    [
      'chunks',
      request({ length: null, headers: ['transfer-encoding: chunked'], body: '5\r\n{"tic' }),
    ],
  ])('in the middle of %s hears 400, and no job is made', async (_, bytes) => {
    const { port, url, queue } = await startIntake();
    const wire = await openWire(port);

    wire.socket.end(bytes);
    await wire.closed;
    await roundTrip(url);

    expect(readAnswers(wire.received()).map(({ status }) => status)).toEqual([400]);
    expect(queue.jobs).toEqual([]);
  });
});

it('a good request is the same, byte by byte in packets of its own', async () => {
  const { port, queue } = await startIntake();
  const wire = await openWire(port);
  wire.socket.setNoDelay(true);

  for (const byte of FIRST) {
    await new Promise<void>((resolve) => {
      wire.socket.write(Uint8Array.of(byte), () => resolve());
    });
  }
  await wire.until(/deliveryId/);

  expect(ticketsOf(queue.jobs)).toEqual(['first']);
});
