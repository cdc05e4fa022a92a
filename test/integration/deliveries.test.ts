import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettledTotals } from '../support/settled-totals.ts';
import { openWorkerFixture } from '../support/worker-fixture.ts';

const TICKETS = [
  { id: '<one@shop.example>', text: 'Where is my order? It should be here by now.' },
  { id: 'chat-2', channel: 'livechat', text: 'I would like to return the shoes that I bought.' },
  { id: '<three+x@shop.example>', text: 'My lawyer will hear about this, you thieves.' },
  { id: 'phone-4', channel: 'phone', text: 'Please call me back.' },
  { id: '<five@shop.example>', text: 'Where is my parcel?', status: 'closed' },
] as const;
const WORKERS = 4;

/** Sends the deliveries named, all at once, to concurrent workers, and tells what the fixture looks like after it. */
async function endStateAfter(deliveries: readonly string[]) {
  const fixture = await openWorkerFixture();
  for (const ticket of TICKETS) fixture.seed(ticket);
  const half = Math.ceil(deliveries.length / 2);
  for (const part of [deliveries.slice(0, half), deliveries.slice(half)]) {
    const posting = part.map((id) => fixture.post(id));
    await Promise.all([...posting, ...Array.from({ length: WORKERS }, () => fixture.workAll())]);
  }
  await Promise.all(Array.from({ length: WORKERS }, () => fixture.workAll()));
  const state = TICKETS.map(({ id }) => ({
    tags: [...fixture.tags(id)].toSorted(),
    done: fixture.journal(id).map((entry) => entry.kind),
  }));
  const totals = readSettledTotals(fixture.store.db.sqlite);
  const outcomes = fixture.decisions.map((decision) => decision.outcome).toSorted();
  const verdict = await fixture.verify();
  await fixture.close();
  return { state, outcomes, totals, isVerified: verdict.verified };
}

describe('D6 I9 every delivery five times, shuffled and at once', () => {
  it('ends like one delivery each: the same tags, the same acts, no second reply', async () => {
    const once = await endStateAfter(TICKETS.map(({ id }) => id));
    expect(once.totals).toEqual({ handled: TICKETS.length, duplicates: 0 });
    const five = TICKETS.flatMap(({ id }) => Array.from({ length: 5 }, () => id));

    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(five, { minLength: five.length }),
        async (deliveries) => {
          const many = await endStateAfter(deliveries);
          expect(many.state).toEqual(once.state);
          expect(many.outcomes).toEqual(once.outcomes);
          expect(many.totals).toEqual({
            handled: five.length,
            duplicates: five.length - TICKETS.length,
          });
          expect(many.isVerified).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });
});
