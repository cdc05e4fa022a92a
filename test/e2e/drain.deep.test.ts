import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChance } from '../simulation/support/seeded-chance.ts';
import { auditDataFolder } from '../support/process/crash-audit.ts';
import { createDeliveryStream, type DeliveryStream } from '../support/process/delivery-stream.ts';
import { openFlagsOf } from '../support/process/flags.ts';
import {
  type Delivery,
  plainTickets,
  type ServiceProcess,
  startService,
} from '../support/process/service-process.ts';
import { waitFor } from '../support/process/wait-for.ts';
import { createDataDir } from '../support/run-cli.ts';
import { openStoreView, ROUTE, type StoreView } from '../support/store-view.ts';

const TICKETS = 80;
const TICKET = 'ticket-1';
/** Requests in progress get five seconds, and a call to the helpdesk ten. */
const DRAIN_BOUND_MS = 30_000;

let data: ReturnType<typeof createDataDir>;
let service: ServiceProcess;
let view: StoreView;

beforeEach(async () => {
  data = createDataDir();
  service = await startService(data.dir);
  view = openStoreView(data.dir);
  openFlagsOf(view);
});
afterEach(async () => {
  view.close();
  await service.end('SIGKILL');
  data.remove();
});

/** Posts tickets of the stream one after the other until one is not accepted. @returns what that one was told */
async function sendUntilRefused(stream: DeliveryStream): Promise<Delivery> {
  for (;;) {
    const ticketId = stream.next();
    const delivery = await service.post(ticketId);
    stream.note(ticketId, delivery);
    if (delivery.outcome !== 'accepted') return delivery;
  }
}

describe('R9.2 D7 SIGTERM', () => {
  it('takes no new webhook, settles what is in hand, ends with 0, and the next start goes on', async () => {
    const tickets = plainTickets(TICKETS);
    const ids = tickets.map(({ id }) => id);
    const stream = createDeliveryStream(ids, createChance(1));
    stream.allow(1);
    await service.addTickets(tickets);
    await Promise.all(ids.map(async (id) => stream.note(id, await service.post(id))));
    const senders = [1, 2, 3].map(() => sendUntilRefused(stream));
    await waitFor('work is in hand', () => view.attemptsAfter(0, ROUTE) > 5);

    const askedAtMs = performance.now();
    const ended = await service.end('SIGTERM');
    const tookMs = performance.now() - askedAtMs;
    const last = await Promise.all(senders);
    const left = view.jobs();

    console.info(`drained in ${Math.round(tookMs)} ms, ${left} jobs wait for the next start`);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('stopped');
    expect(tookMs).toBeLessThan(DRAIN_BOUND_MS);
    for (const delivery of last)
      if (delivery.outcome === 'refused')
        expect(delivery).toMatchObject({ status: 503, code: 'DRAINING' });
    expect(left).toBeGreaterThan(0);
    // A job in hand that was not settled would stand here with its attempt counted.
    expect(view.interrupted()).toBe(0);

    service = await startService(data.dir);
    await waitFor('the queue is dry', () => view.jobs() === 0);
    expect((await service.end('SIGTERM')).code).toBe(0);
    const seen = [...new Set(stream.accepted.values())];
    const { figures, problems } = await auditDataFolder(data.dir, seen, stream);
    expect(problems).toEqual([]);
    expect(figures).toMatchObject({ unconfirmed: 0, deadLetters: 0, replies: seen.length });
  });

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ] as const)(
    '%s drains, and %s after it ends a drain that hangs; nothing is lost',
    async (first, second) => {
      const stream = createDeliveryStream([TICKET], createChance(1));
      await service.addTickets([{ id: TICKET, channel: 'livechat' }]);
      await service.hangReads(TICKET);
      stream.note(TICKET, await service.post(TICKET));
      await waitFor('the job is in hand', () => view.interrupted() === 1);
      service.signal(first);
      await service.says(/draining/);

      const ended = await service.end(second);

      expect(ended).toMatchObject({ code: null });
      expect(ended.stderr).not.toContain('stopped');
      service = await startService(data.dir);
      await waitFor('the queue is dry', () => view.jobs() === 0);
      await service.end('SIGTERM');
      const { problems } = await auditDataFolder(data.dir, [TICKET], stream);
      expect(problems).toEqual([]);
    },
  );
});
