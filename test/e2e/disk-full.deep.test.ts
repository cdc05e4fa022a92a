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
import { DISK_KINDS, type SmallDisk } from '../support/process/small-disk.ts';
import { waitFor } from '../support/process/wait-for.ts';
import { createDataDir } from '../support/run-cli.ts';
import { openStoreView, ROUTE, type StoreView } from '../support/store-view.ts';

const TICKETS = 50;
const BURST = 40;
const REFUSALS = 5;

let data: ReturnType<typeof createDataDir>;
let disk: SmallDisk | null;
let service: ServiceProcess | null;
let view: StoreView | null;

beforeEach(() => {
  data = createDataDir();
  service = null;
  view = null;
});
afterEach(async () => {
  view?.close();
  await service?.end('SIGKILL');
  disk?.remove();
  data.remove();
});

/** A service with all tickets in its stub and its flags open. */
async function startOpen(dataDir: string) {
  const started = await startService(dataDir);
  service = started;
  view = openStoreView(dataDir);
  openFlagsOf(view);
  await started.addTickets(plainTickets(TICKETS));
  return { started, opened: view };
}

async function postOne(stream: DeliveryStream, to: ServiceProcess): Promise<Delivery> {
  const ticketId = stream.next();
  const delivery = await to.post(ticketId);
  stream.note(ticketId, delivery);
  return delivery;
}

async function statusOf(to: ServiceProcess, path: string) {
  const response = await fetch(`${to.url}${path}`);
  return { status: response.status, text: await response.text() };
}

describe('D7 I9 the disk is full', () => {
  it.for(DISK_KINDS)(
    '$name: refuses what it cannot keep, loses and repeats nothing, and goes on by itself',
    async ({ name, create }, { skip }) => {
      disk = create(data.dir);
      if (disk === null) return skip(`this machine does not allow ${name}`);
      const { started, opened } = await startOpen(disk.dataDir);
      const ids = plainTickets(TICKETS).map(({ id }) => id);
      const stream = createDeliveryStream(ids, createChance(1));
      stream.allow(1);
      const first = ids.slice(0, BURST);
      await Promise.all(first.map(async (id) => stream.note(id, await started.post(id))));
      await waitFor('work is in hand', () => opened.attemptsAfter(0, ROUTE) > 3);

      disk.fill(started.pid);
      const refusals: Delivery[] = [];
      await waitFor('webhooks are refused', async () => {
        const delivery = await postOne(stream, started);
        if (delivery.outcome !== 'accepted') refusals.push(delivery);
        return refusals.length >= REFUSALS;
      });
      const alive = await statusOf(started, '/healthz');
      const ready = await statusOf(started, '/readyz');
      const waiting = opened.jobs();
      disk.free(started.pid);

      const freedAtMs = performance.now();
      await waitFor('webhooks are taken again', async () => {
        await postOne(stream, started);
        return stream.isComplete();
      });
      const againMs = performance.now() - freedAtMs;
      await waitFor('the queue is dry', () => opened.jobs() === 0, 100_000);
      const dryMs = performance.now() - freedAtMs;
      console.info(
        `${name}: ${refusals.length} webhooks refused, ${waiting} jobs waited; with space again taken after ${Math.round(againMs)} ms, dry after ${Math.round(dryMs)} ms`,
      );

      for (const refusal of refusals)
        expect(refusal).toMatchObject({ status: 503, code: 'QUEUE_UNAVAILABLE' });
      expect(waiting).toBeGreaterThan(0);
      expect(alive.status).toBe(200);
      expect(ready).toMatchObject({
        status: 503,
        text: expect.stringContaining('STORE_UNAVAILABLE'),
      });
      expect((await statusOf(started, '/readyz')).status).toBe(200);
      expect((await started.end('SIGTERM')).code).toBe(0);
      const { figures, problems } = await auditDataFolder(disk.dataDir, ids, stream);
      expect(problems).toEqual([]);
      expect(figures).toMatchObject({ deadLetters: 0, ledgerVerified: true });
    },
  );
});
