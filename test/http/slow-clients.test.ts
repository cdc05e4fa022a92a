import { afterEach, describe, expect, it } from 'vitest';
import {
  closeAll,
  openWire,
  roundTrip,
  startIntake,
  statusesOf,
  type Wire,
} from '../support/intake-wire.ts';
import { PLANT, request, withId } from './corpus/corpus-request.ts';
import { readAnswers } from './read-answers.ts';

afterEach(closeAll);

/** Small, so that a test waits for little; which of them ends a connection is what the test is about. */
const SOON = 150;
const LATE = 60_000;
const NEVER_OTHERWISE = {
  headersTimeoutMs: LATE,
  requestTimeoutMs: LATE,
  keepAliveTimeoutMs: LATE,
  inactivityTimeoutMs: LATE,
};

/** Which limit is near. Node takes the smaller of the two for the headers, so that one cannot be far alone. */
const LIMITS = {
  headers: { ...NEVER_OTHERWISE, headersTimeoutMs: SOON },
  request: { ...NEVER_OTHERWISE, headersTimeoutMs: SOON, requestTimeoutMs: SOON },
} as const;

/** Sends a piece after each round trip of another client, until the server closes. @returns how many were sent */
async function drip(wire: Wire, url: string, piece: string): Promise<number> {
  let isOpen = true;
  let sent = 0;
  void wire.closed.then(() => {
    isOpen = false;
  });
  while (isOpen) {
    wire.socket.write(piece);
    sent += 1;
    await roundTrip(url);
  }
  return sent;
}

const problemsIn = (wire: Wire) =>
  readAnswers(wire.received()).map(({ status, body }) => [
    status,
    /"code":"(\w+)"/.exec(body)?.[1],
  ]);

describe('a client that goes on for ever', () => {
  const TOO_SLOW = [[408, 'REQUEST_TIMEOUT']];

  it.each([
    ['headers', 'headers', 'POST /webhooks/richpanel HTTP/1.1\r\nx-note: ', 'x'],
    ['empty lines', 'headers', '', '\r\n'],
    ['a body', 'request', request({ length: '30000', body: '' }).toString('latin1'), 'x'],
    [
      'chunks',
      'request',
      request({ length: null, headers: ['transfer-encoding: chunked'], body: '' }).toString(
        'latin1',
      ),
      '1\r\nx\r\n',
    ],
    [
      'trailers',
      'request',
      request({
        length: null,
        headers: ['transfer-encoding: chunked'],
        body: `2\r\n{}\r\n0\r\nx-note: ${PLANT}`,
      }).toString('latin1'),
      'x',
    ],
  ] as const)(
    'with %s hears 408 when its time is over, however often a byte comes',
    async (_, limit, head, piece) => {
      const { port, url, queue } = await startIntake({}, LIMITS[limit]);
      const wire = await openWire(port);

      wire.socket.write(head);
      const sent = await drip(wire, url, piece);

      expect(sent).toBeGreaterThan(1);
      expect(problemsIn(wire)).toEqual(TOO_SLOW);
      expect(queue.jobs).toEqual([]);
    },
  );

  it('behind a body that is too large is listened to for a second, and not longer', async () => {
    const { port, url } = await startIntake({}, NEVER_OTHERWISE);
    const wire = await openWire(port);

    wire.socket.write(request({ length: '40000', body: '' }));
    await drip(wire, url, 'x');

    expect(problemsIn(wire)).toEqual([[413, 'BODY_TOO_LARGE']]);
  });
});

describe('a client that does nothing', () => {
  it('after an answer is let go without a word', async () => {
    const { port } = await startIntake({}, { ...NEVER_OTHERWISE, keepAliveTimeoutMs: SOON });
    const wire = await openWire(port);

    wire.socket.write(withId('T-1'));
    await wire.closed;

    expect(statusesOf(wire.received())).toEqual([202]);
  });

  it('while its answer is not ready is let go when nothing moved for too long', async () => {
    const { port, url, queue } = await startIntake(
      {},
      { ...NEVER_OTHERWISE, inactivityTimeoutMs: SOON },
    );
    queue.state.isHeld = true;
    const wire = await openWire(port);

    wire.socket.write(withId('T-1'));
    while (queue.heldCount() === 0) await roundTrip(url);
    await wire.closed;

    expect(wire.received()).toBe('');
    queue.release();
  });

  it('but ask, and never reads an answer, is cut; what it asks meanwhile is not read any more', async () => {
    // Long enough for this process, which is both sides, to fill what the kernel holds for a connection.
    const limits = { ...NEVER_OTHERWISE, inactivityTimeoutMs: 1000 };
    const { port, metrics } = await startIntake({}, limits);
    const wire = await openWire(port);
    wire.socket.pause();
    const many = Buffer.concat(Array.from({ length: 500 }, () => request({ token: null })));

    let asked = 0;
    for (let isTaken = true; isTaken; asked += 500) {
      // The callback comes when the bytes are with the kernel: not at all while nobody takes them.
      isTaken = await new Promise<boolean>((resolve) => {
        wire.socket.write(many, (error) => resolve(error === null || error === undefined));
      });
    }
    await wire.closed;

    const answered = metrics.snapshot().counters['intake.auth_failed'] ?? 0;
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(asked);
  });
});
