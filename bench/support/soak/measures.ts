import { RICHPANEL_RATE } from '../../../src/adapters/richpanel/richpanel.names.ts';
import { quantile, significant } from '../statistics.ts';
import { type Delivered, isLiveChat, type WeekFacts } from './run-week.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Seconds: half of all are faster, 95 %, 99 %, and the slowest. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

function spreadOf(figuresMs: readonly number[]): Spread | null {
  if (figuresMs.length === 0) return null;
  const sorted = Float64Array.from(figuresMs).sort();
  const seconds = (share: number) => significant(quantile(sorted, share) / SECOND_MS);
  return {
    count: sorted.length,
    p50: seconds(0.5),
    p95: seconds(0.95),
    p99: seconds(0.99),
    max: seconds(1),
  };
}

export type SoakMeasures = ReturnType<typeof measure>;

/** What a week came to. Times are those of the virtual clock. */
export function measure(week: WeekFacts) {
  const { deliveries, settledAtMs, calls, busiest } = week;
  const chats = deliveries.filter(isLiveChat);
  const mails = deliveries.filter((delivery) => !isLiveChat(delivery));
  const untilSettled = (delivery: Delivered) =>
    (settledAtMs.get(delivery.jobId) ?? Number.POSITIVE_INFINITY) - delivery.atMs;
  const untilReplied = (delivery: Delivered) => {
    const replyAtMs = week.firstReplyAtMs(delivery);
    return replyAtMs === null ? [] : [replyAtMs - delivery.atMs];
  };
  const callsInBusiest = calls.between(busiest.startsAtMs, busiest.startsAtMs + HOUR_MS);
  const callsPossible = (RICHPANEL_RATE.capacity * HOUR_MS) / RICHPANEL_RATE.windowMs;
  return {
    messages: deliveries.length,
    unsettled: deliveries.filter(({ jobId }) => !settledAtMs.has(jobId)).length,
    outcomes: Object.fromEntries(week.outcomes),
    busiestHourMessages: busiest.messages,
    calls: calls.count(),
    callsPerMessage: significant(calls.count() / deliveries.length),
    callsInBusiestHour: callsInBusiest,
    budgetShareInBusiestHour: significant(callsInBusiest / callsPossible),
    callsInFullestWindow: calls.fullestWindow(RICHPANEL_RATE.windowMs),
    refusedByVendor: week.refusedByVendor,
    oldestInQueueSeconds: spreadOf(week.oldestAgesMs),
    settledSeconds: {
      chat: spreadOf(chats.map(untilSettled)),
      mail: spreadOf(mails.map(untilSettled)),
    },
    repliedSeconds: {
      chat: spreadOf(chats.flatMap(untilReplied)),
      mail: spreadOf(mails.flatMap(untilReplied)),
    },
    drainedAfterMinutes: week.drainedAfterMs === null ? null : week.drainedAfterMs / 60_000,
    isLedgerVerified: week.isLedgerVerified,
  };
}

/** One service level of the domain: what was measured against what was promised. */
export interface ServiceLevel {
  readonly name: string;
  readonly boundSeconds: number;
  readonly seconds: number | null;
  readonly isMet: boolean;
}

function level(name: string, boundSeconds: number, seconds: number | undefined): ServiceLevel {
  return {
    name,
    boundSeconds,
    seconds: seconds ?? null,
    isMet: seconds !== undefined && seconds < boundSeconds,
  };
}

export function serviceLevels(measures: SoakMeasures): readonly ServiceLevel[] {
  const { settledSeconds, repliedSeconds, oldestInQueueSeconds } = measures;
  return [
    level('live chat settled, p95', 15, settledSeconds.chat?.p95),
    level('live chat replied, p95', 25, repliedSeconds.chat?.p95),
    level('mail settled, p95', 60, settledSeconds.mail?.p95),
    level('mail replied, p95', 120, repliedSeconds.mail?.p95),
    level('oldest message in the queue, p95', 60, oldestInQueueSeconds?.p95),
    level('oldest message in the queue, always (critical)', 300, oldestInQueueSeconds?.max),
  ];
}

/** What must hold however many messages come. @returns what does not */
export function brokenLaws(measures: SoakMeasures): readonly string[] {
  const { capacity } = RICHPANEL_RATE;
  return [
    ...(measures.callsInFullestWindow > capacity
      ? [`${measures.callsInFullestWindow} calls in 30 s, ${capacity} are allowed`]
      : []),
    ...(measures.refusedByVendor > 0
      ? [`${measures.refusedByVendor} calls answered with 429`]
      : []),
    ...(measures.unsettled > 0 ? [`${measures.unsettled} messages were never settled`] : []),
    ...(measures.isLedgerVerified ? [] : ['the ledger does not verify']),
  ];
}
