import {
  RICHPANEL_METRICS,
  RICHPANEL_RATE,
} from '../../../src/adapters/richpanel/richpanel.names.ts';
import { channelClassOf } from '../../../src/core/tickets/ticket.ts';
import { createChance } from '../../../test/simulation/support/seeded-chance.ts';
import { openWorkerFixture, type WorkerFixture } from '../../../test/support/worker-fixture.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { createCustomers, type Message } from './customers.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { arrivalsOfWeek, busiestHour } from './week.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DRY_LIMIT_MS = 48 * HOUR_MS;

export interface WeekOptions {
  readonly seed: number;
  /** Messages in the busiest hour. */
  readonly peak: number;
  /** How long a call of the vendor takes, half of it on the way there: between half and one and a half times this. */
  readonly latencyMs: number;
  readonly onDay: (day: number) => void;
}

export interface Delivered extends Message {
  readonly atMs: number;
  readonly jobId: string;
}

export interface WeekFacts {
  readonly deliveries: readonly Delivered[];
  /** When the job of a delivery was settled, by job id. */
  readonly settledAtMs: ReadonlyMap<string, number>;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly calls: CallLog;
  readonly refusedByVendor: number;
  /** Age of the oldest message in the queue, looked at once a minute. */
  readonly oldestAgesMs: readonly number[];
  readonly firstReplyAtMs: (delivery: Delivered) => number | null;
  readonly busiest: {
    readonly hour: number;
    readonly messages: number;
    readonly startsAtMs: number;
  };
  /** How long after the end of the busiest hour the queue was empty for the first time. */
  readonly drainedAfterMs: number | null;
  readonly isLedgerVerified: boolean;
}

interface Week {
  readonly fixture: WorkerFixture;
  readonly dispatch: Dispatch;
  readonly startMs: number;
  readonly deliveries: Delivered[];
  readonly oldestAgesMs: number[];
  nextLookMs: number;
  drainedAtMs: number | null;
  readonly busyUntilMs: number;
}

async function look(week: Week): Promise<void> {
  const { waiting, leased, oldestAgeMs } = await week.fixture.deps.queue.stats();
  week.oldestAgesMs.push(oldestAgeMs);
  if (week.nextLookMs >= week.busyUntilMs && waiting + leased === 0)
    week.drainedAtMs ??= week.nextLookMs;
  week.nextLookMs += MINUTE_MS;
}

/** Lets the clock go on to an instant, with a look at the queue at every full minute. */
async function goOnTo(week: Week, atMs: number): Promise<void> {
  const { fixture } = week;
  while (week.nextLookMs <= atMs) {
    await fixture.advance(week.nextLookMs - fixture.deps.clock.now());
    await look(week);
  }
  await fixture.advance(atMs - fixture.deps.clock.now());
}

async function deliver(week: Week, message: Message, atMs: number): Promise<void> {
  const { fixture } = week;
  const { ticketId, channel, text } = message;
  if (message.isFollowUp) {
    fixture.stub.change(ticketId, { comment: { author: 'customer', text }, isOpen: true });
  } else {
    const email = `${ticketId}@example.com`;
    fixture.stub.addTickets([{ id: ticketId, channel, text, email }]);
  }
  const posted = fixture.post(ticketId);
  await fixture.advance(0);
  const { jobId } = await posted;
  week.deliveries.push({ ...message, atMs, jobId });
  week.dispatch.wake();
}

async function runDry(week: Week): Promise<void> {
  const { deps } = week.fixture;
  const limitMs = deps.clock.now() + DRY_LIMIT_MS;
  for (;;) {
    const { waiting, leased } = await deps.queue.stats();
    if (waiting + leased === 0) return;
    if (deps.clock.now() > limitMs) throw new Error(`${waiting} jobs are left two days later`);
    await goOnTo(week, deps.clock.now() + MINUTE_MS);
  }
}

function firstReply(fixture: WorkerFixture, delivery: Delivered): number | null {
  const isReply = ({ kind }: { readonly kind: string }) => kind === 'message' || kind === 'comment';
  const reply = fixture
    .journal(delivery.ticketId)
    .find((fact) => isReply(fact) && fact.atMs >= delivery.atMs);
  return reply?.atMs ?? null;
}

/** Runs one week of messages through the worker, its stores, gate, client and limiter, on a virtual clock. */
export async function runWeek(options: WeekOptions): Promise<WeekFacts> {
  const random = createChance(options.seed).next;
  const calls = createCallLog();
  let refusedByVendor = 0;
  const fixture = await openWorkerFixture({
    ratePer30s: RICHPANEL_RATE.capacity,
    slackMs: RICHPANEL_RATE.slackMs,
    stubRatePer30s: RICHPANEL_RATE.capacity,
    metrics: {
      count: (name) => {
        if (name === RICHPANEL_METRICS.rateLimited) refusedByVendor += 1;
      },
      timing: () => undefined,
    },
    hooks: {
      beforeCall: async () => {
        await fixture.deps.clock.sleep(Math.round(options.latencyMs * (0.5 + random())));
        calls.add(fixture.deps.clock.now());
      },
    },
  });
  try {
    return { ...(await live(fixture, calls, random, options)), refusedByVendor };
  } finally {
    await fixture.close();
  }
}

async function live(
  fixture: WorkerFixture,
  calls: CallLog,
  random: () => number,
  options: WeekOptions,
): Promise<Omit<WeekFacts, 'refusedByVendor'>> {
  const settledAtMs = new Map<string, number>();
  const outcomes = new Map<string, number>();
  const deps: WorkerFixture['deps'] = {
    ...fixture.deps,
    onSettled: ({ jobId, record }) => {
      settledAtMs.set(jobId, fixture.deps.clock.now());
      outcomes.set(record.outcome, (outcomes.get(record.outcome) ?? 0) + 1);
    },
  };
  const startMs = fixture.deps.clock.now();
  const arrivals = arrivalsOfWeek(options.peak, random);
  const { hour, messages } = busiestHour(arrivals);
  const startsAtMs = startMs + hour * HOUR_MS;
  const week: Week = {
    fixture,
    dispatch: createDispatch(deps, fixture.deps.clock),
    startMs,
    deliveries: [],
    oldestAgesMs: [],
    nextLookMs: startMs,
    drainedAtMs: null,
    busyUntilMs: startsAtMs + HOUR_MS,
  };
  const nextMessage = createCustomers(random);
  const everything = async () => {
    let day = -1;
    for (const offsetMs of arrivals) {
      const today = Math.floor(offsetMs / (24 * HOUR_MS));
      if (today > day) options.onDay(today);
      day = today;
      const atMs = startMs + Math.round(offsetMs);
      await goOnTo(week, atMs);
      await deliver(week, nextMessage(), atMs);
    }
    await runDry(week);
  };
  await Promise.race([everything(), week.dispatch.failed]);
  const verified = await fixture.verify();
  const firstReplies = new Map(
    week.deliveries.map((delivery) => [delivery, firstReply(fixture, delivery)]),
  );
  return {
    deliveries: week.deliveries,
    settledAtMs,
    outcomes,
    calls,
    oldestAgesMs: week.oldestAgesMs,
    firstReplyAtMs: (delivery) => firstReplies.get(delivery) ?? null,
    busiest: { hour, messages, startsAtMs },
    drainedAfterMs: week.drainedAtMs === null ? null : week.drainedAtMs - week.busyUntilMs,
    isLedgerVerified: verified.verified,
  };
}

/** Live chat is answered while somebody waits; everything else is mail. */
export function isLiveChat({ channel }: Message): boolean {
  return channelClassOf(channel) === 'livechat';
}
