import { describe, expect, it } from 'vitest';
import { VendorRateLimitedError } from '../../src/core/runtime/errors.ts';
import { runWorkers } from '../../src/core/worker/worker.ts';
import { useWorkerFixture } from '../support/use-worker-fixture.ts';
import type { WorkerFixture } from '../support/worker-fixture.ts';

const WORKERS = 4;
const TICKETS = 120;
const RATE_PER_30S = 20;
const SECONDS = 120;

/** Lets workers loose on a backlog for a while. @returns what they claimed, and what they settled of it */
async function workOnBacklog(fixture: WorkerFixture, helpdesk = fixture.deps.helpdesk) {
  let settled = 0;
  let claims = 0;
  for (let index = 0; index < TICKETS; index += 1) {
    const id = `t${index}`;
    fixture.seed({ id, email: `${id}@example.com`, text: 'Please call me back about it.' });
    const posted = fixture.post(id);
    await fixture.advance(1);
    await posted;
  }
  const queue: typeof fixture.deps.queue = {
    ...fixture.deps.queue,
    claim: async (request) => {
      const jobs = await fixture.deps.queue.claim(request);
      claims += jobs.length;
      return jobs;
    },
  };
  const stop = new AbortController();
  const onSettled = () => {
    settled += 1;
  };
  const done = runWorkers({ ...fixture.deps, helpdesk, queue, onSettled }, WORKERS, stop.signal);

  await fixture.advance(SECONDS * 1_000);
  stop.abort();
  await fixture.advance(0);
  await done;
  return { settled, claims };
}

describe('D9 D13 more messages than the vendor lets us read', () => {
  const { open } = useWorkerFixture();

  it('claims about once a second for each worker instead of trying everything that waits', async () => {
    const fixture = await open({ ratePer30s: RATE_PER_30S });

    const { settled, claims } = await workOnBacklog(fixture);

    expect(settled).toBeGreaterThan(10);
    expect(settled).toBeLessThan(TICKETS / 2);
    expect(claims).toBeLessThan(settled + WORKERS * (SECONDS + 1));
  });

  it('also when it is the vendor who says so', async () => {
    const fixture = await open();
    const readTicket = () => Promise.reject(new VendorRateLimitedError('richpanel', 0));

    const { settled, claims } = await workOnBacklog(fixture, {
      ...fixture.deps.helpdesk,
      readTicket,
    });

    expect(settled).toBe(0);
    expect(claims).toBeGreaterThan(WORKERS);
    expect(claims).toBeLessThanOrEqual(WORKERS * (SECONDS + 1));
  });
});
