import { describe, expect, it } from 'vitest';
import {
  call,
  createTestStub,
  readTicket,
  ticketPath,
  toRecord,
} from '../../test/support/richpanel-stub.ts';
import { chooseSeededOddities, STUB_ODDITIES, type StubOddity } from './oddities.ts';
import type { RichpanelStub } from './richpanel-stub.ts';

const IDS = Array.from({ length: 40 }, (_, index) => `t-${index}`);

function createOddStub(oddity: StubOddity, tags: string[] = []) {
  const { stub } = createTestStub();
  stub.addTickets(IDS.map((id) => ({ id, channel: 'email', text: 'x', tags, oddities: [oddity] })));
  return stub;
}

function readTrackings(stub: RichpanelStub): unknown[] {
  const link = toRecord(call(stub, 'GET', '/v1/order/t-0').json);
  const order = toRecord(
    call(stub, 'GET', `/v1/order/${String(link['appClientId'])}/${String(link['orderId'])}`).json,
  );
  const fulfilments = order['fulfillment'];
  return Array.isArray(fulfilments) ? fulfilments.map((each) => toRecord(each)['tracking']) : [];
}

const close = (stub: RichpanelStub) =>
  call(stub, 'PUT', ticketPath('t-0'), { ticket: { state: 'closed', status: 'CLOSED' } }).status;

/** One proof for each name; a name without one does not compile. */
const PROOFS: Readonly<Record<StubOddity, () => void>> = {
  'status-or-state': () => {
    const stub = createOddStub('status-or-state');
    const shown = IDS.map((id) =>
      Object.keys(readTicket(stub, id)).filter((key) => key.startsWith('stat')),
    );
    expect(shown.every((keys) => keys.length === 1)).toBe(true);
    expect(new Set(shown.flat())).toEqual(new Set(['status', 'state']));
  },
  'is-operator-case': () => {
    const [comment] = readTicket(createOddStub('is-operator-case'), 't-0')['comments'] as unknown[];
    expect(comment).toMatchObject({ isOperator: false });
    expect(comment).not.toHaveProperty('is_operator');
  },
  'nested-or-flat': () => {
    const { json } = call(createOddStub('nested-or-flat'), 'GET', ticketPath('t-0'));
    expect(json).toMatchObject({ id: 't-0' });
    expect(json).not.toHaveProperty('ticket');
  },
  'tags-missing': () => {
    const stub = createOddStub('tags-missing');
    expect(readTicket(stub, 't-0')).not.toHaveProperty('tags');
    call(stub, 'PUT', ticketPath('t-0', '/add-tags'), { tags: ['x'] });
    expect(readTicket(stub, 't-0')['tags']).toEqual(['x']);
  },
  'tags-unordered': () => {
    const stub = createOddStub('tags-unordered', ['a', 'b', 'c']);
    for (const id of IDS) {
      const tags = readTicket(stub, id)['tags'];
      expect(tags).not.toEqual(['a', 'b', 'c']);
      expect(tags).toHaveLength(3);
      expect(tags).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    }
  },
  'tracking-string': () => {
    expect(readTrackings(createOddStub('tracking-string'))).toEqual([
      expect.stringMatching(/^\d+$/),
      expect.any(String),
    ]);
  },
  'tracking-number': () => {
    expect(readTrackings(createOddStub('tracking-number'))).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
  },
  'tracking-object': () => {
    const [first] = readTrackings(createOddStub('tracking-object'));
    expect(first).toMatchObject({ trackingNumber: expect.any(String) });
    expect(Array.isArray(first)).toBe(false);
  },
  'tracking-empty-list': () => {
    expect(readTrackings(createOddStub('tracking-empty-list'))).toEqual([[], []]);
  },
  'tracking-shapes': () => {
    const [text, number, object, empty, plain] = readTrackings(createOddStub('tracking-shapes'));
    expect([typeof text, typeof number, empty]).toEqual(['string', 'number', []]);
    expect(object).toHaveProperty('trackingNumber');
    expect(plain).toMatchObject([{ trackingNumber: expect.any(String) }]);
  },
  'latest-fulfilment-not-first': () => {
    const dates = readTrackings(createOddStub('latest-fulfilment-not-first')).map((tracking) =>
      Array.isArray(tracking) ? Number(toRecord(tracking[0])['shippingDate']) : Number.NaN,
    );
    expect(dates).toHaveLength(2);
    expect(Math.max(...dates)).toBe(dates.at(-1));
    expect(dates[0]).toBeLessThan(dates[1] ?? 0);
  },
  'follow-up-close': () => {
    const stub = createOddStub('follow-up-close');
    expect(close(stub)).toBe(200);
    expect(stub.inspect('t-0')?.ticket.isOpen).toBe(true);
    expect(close(stub)).toBe(200);
    expect(stub.inspect('t-0')).toMatchObject({
      ticket: { isOpen: false },
      journal: [{ kind: 'close' }],
    });
  },
  'merged-ticket': () => {
    const stub = createOddStub('merged-ticket');
    const merged = readTicket(stub, 't-0');
    expect(merged).toMatchObject({ id: 'merged-t-0', merged_ticket_ids: ['t-0'] });
    expect(readTicket(stub, 'merged-t-0')).toEqual(merged);
    close(stub);
    expect(stub.inspect('merged-t-0')?.ticket.isOpen).toBe(false);
  },
  'forbidden-ticket': () => {
    const stub = createOddStub('forbidden-ticket');
    expect(call(stub, 'GET', ticketPath('t-0')).status).toBe(403);
    expect(call(stub, 'GET', '/v1/tickets/number/100001').status).toBe(403);
    expect(call(stub, 'GET', '/v1/order/t-0').status).toBe(403);
    expect(close(stub)).toBe(403);
    expect(stub.inspect('t-0')?.ticket.isOpen).toBe(true);
  },
};

describe('oddities of the Richpanel stub', () => {
  it.each(STUB_ODDITIES)('shows %s when a ticket asks for it by name', (oddity) => {
    PROOFS[oddity]();
  });

  it('shows none of them when nobody asks', () => {
    const { stub } = createTestStub();
    stub.addTickets([{ id: 't-0', channel: 'email', text: 'x', tags: ['a', 'b'] }]);

    expect(stub.inspect('t-0')?.ticket.oddities).toEqual([]);
    expect(readTicket(stub, 't-0')).toMatchObject({
      status: 'OPEN',
      state: 'open',
      tags: ['a', 'b'],
    });
  });

  it('varies harmless shapes by seed: the same seed gives the same workspace, another seed another', () => {
    const render = (seed: number) => {
      const { stub } = createTestStub({ seed, oddities: 'seeded' });
      stub.addTickets(
        IDS.map((id) => ({ id, channel: 'email', text: 'x', tags: ['a', 'b', 'c'] })),
      );
      return IDS.map((id) => call(stub, 'GET', ticketPath(id)).text);
    };

    expect(render(1)).toEqual(render(1));
    expect(render(1)).not.toEqual(render(2));
  });

  it('never gives a harmful oddity by seed, and lets a ticket choose for itself', () => {
    const chosen = new Set(IDS.flatMap((id) => chooseSeededOddities('7', id)));
    const { stub } = createTestStub({ oddities: 'seeded' });
    stub.addTickets(IDS.map((id) => ({ id, channel: 'email', text: 'x', oddities: [] })));

    expect([...chosen].sort()).toEqual([
      'is-operator-case',
      'nested-or-flat',
      'status-or-state',
      'tags-missing',
      'tags-unordered',
    ]);
    expect(IDS.flatMap((id) => stub.inspect(id)?.ticket.oddities ?? ['gone'])).toEqual([]);
  });
});
