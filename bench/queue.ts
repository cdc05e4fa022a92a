import { settleBare } from './support/bare-settling.ts';
import { openBenchQueue, settleAll } from './support/bench-queue.ts';
import { type BenchChild, startChild } from './support/child.ts';
import { readBenchOptions } from './support/command-line.ts';
import type { QueueOrder, QueueReport } from './support/messages.ts';
import { median, shownRow, spreadOf, spreadsOf } from './support/statistics.ts';

// The queue on a disk: what enqueueing and claiming cost beside 100,000 waiting jobs in 10,000 groups, against an empty
// queue, in small turns; and how many empty jobs are settled per second.

const JOBS = 100_000;
const GROUPS = 10_000;
const TURNS = 15;
/** The first turns are not counted: the code is still being compiled for what the queue holds. */
const WARM_UP_TURNS = 3;
const ENQUEUED_IN_TURN = 800;
const CLAIMED_IN_TURN = 40;
const SETTLED = 20_000;
const SETTLED_GROUPS = 2_000;
const WORKERS = 16;
const AHEAD = 500;

const STATES = {
  empty: [],
  full: [JOBS, GROUPS],
} as const;
type State = keyof typeof STATES;
const STATE_NAMES: readonly State[] = ['empty', 'full'];

interface Figures extends Record<string, number> {
  readonly enqueuedPerSecond: number;
  readonly claimP50Ms: number;
}

async function ask(child: BenchChild, order: QueueOrder): Promise<QueueReport> {
  const report = child.expect('queue-report');
  child.tell(order);
  return await report;
}

/** A queue in one of the states, and what it was seen to do. */
async function openState(state: State) {
  const child = startChild('./queue-process.ts', STATES[state].map(String));
  await child.expect('queue-report');
  const enqueueMs: number[] = [];
  const claimMs: number[] = [];
  return {
    enqueue: async () => {
      const { timesMs } = await ask(child, { kind: 'enqueue', count: ENQUEUED_IN_TURN });
      enqueueMs.push(...timesMs);
    },
    claim: async () => {
      const { timesMs } = await ask(child, { kind: 'claim', count: CLAIMED_IN_TURN });
      claimMs.push(...timesMs);
    },
    figures: (): Figures => ({
      enqueuedPerSecond: (ENQUEUED_IN_TURN * 1000) / median(enqueueMs.slice(WARM_UP_TURNS)),
      claimP50Ms: median(claimMs.slice(WARM_UP_TURNS * CLAIMED_IN_TURN)),
    }),
    close: async () => {
      child.tell('finish');
      await child.end();
    },
  };
}

/** All states in turn, a few steps each, so that what else the machine and its disk do meets them alike. */
async function measureStates(): Promise<Record<State, Figures>> {
  const empty = await openState('empty');
  const full = await openState('full');
  const states = [empty, full];
  for (let turn = 0; turn < TURNS; turn += 1) {
    // Another one comes first each time: the next one writes while the disk is busy with the one before.
    const first = turn % states.length;
    const inTurn = [...states.slice(first), ...states.slice(0, first)];
    for (const state of inTurn) await state.enqueue();
    for (const state of inTurn) await state.claim();
  }
  const figures = { empty: empty.figures(), full: full.figures() };
  for (const state of states) await state.close();
  return figures;
}

async function settle(workers: number, max: number): Promise<number> {
  const bench = await openBenchQueue();
  try {
    await bench.load(SETTLED, SETTLED_GROUPS, 'settled');
    return await settleAll(bench.queue, SETTLED, workers, max);
  } finally {
    await bench.close();
  }
}

async function measureSettling() {
  return {
    bareOneEach: await settleBare(SETTLED, WORKERS),
    oneEach: await settle(WORKERS, 1),
    bareAhead: await settleBare(SETTLED, AHEAD),
    ahead: await settle(1, AHEAD),
  };
}

const { isJson, runs } = readBenchOptions({ runs: 5 });
// Warms the compiler; the states have processes of their own and turns enough.
await measureSettling();
const states: Record<State, Figures>[] = [];
const settled: Awaited<ReturnType<typeof measureSettling>>[] = [];
for (let run = 0; run < runs; run += 1) {
  states.push(await measureStates());
  settled.push(await measureSettling());
  if (!isJson) console.error(`run ${run + 1} of ${runs}`);
}

const ratiosOf = (state: State) =>
  spreadsOf(
    states.map((run) => ({
      enqueuedPerSecond: run[state].enqueuedPerSecond / run.empty.enqueuedPerSecond,
      claimP50Ms: run[state].claimP50Ms / run.empty.claimP50Ms,
    })),
  );
const spreadOfSettled = (pick: (run: (typeof settled)[number]) => number) =>
  spreadOf(settled.map(pick));
const report = {
  states: STATE_NAMES.map((state) => ({
    state,
    figures: spreadsOf(states.map((run) => run[state])),
    toEmpty: ratiosOf(state),
  })),
  settledPerSecond: {
    oneEach: {
      queue: spreadOfSettled((run) => run.oneEach),
      bare: spreadOfSettled((run) => run.bareOneEach),
      ratio: spreadOfSettled((run) => run.oneEach / run.bareOneEach),
    },
    ahead: {
      queue: spreadOfSettled((run) => run.ahead),
      bare: spreadOfSettled((run) => run.bareAhead),
      ratio: spreadOfSettled((run) => run.ahead / run.bareAhead),
    },
  },
};

if (isJson) {
  const sizes = { jobs: JOBS, groups: GROUPS };
  const settling = {
    settledJobs: SETTLED,
    settledGroups: SETTLED_GROUPS,
    workers: WORKERS,
    ahead: AHEAD,
  };
  console.log(
    JSON.stringify({ schemaVersion: 1, bench: 'queue', runs, ...sizes, ...settling, ...report }),
  );
} else {
  console.log(`queue: medians of ${runs} runs (least to most)`);
  console.log(`full: ${JOBS} waiting jobs in ${GROUPS} groups`);
  console.table(
    Object.fromEntries(
      report.states.flatMap(({ state, figures, toEmpty }) => [
        [state, shownRow(figures)],
        ...(state === 'empty' ? [] : [[`${state} to empty`, shownRow(toEmpty)]]),
      ]),
    ),
  );
  console.log(
    `${SETTLED} empty jobs in ${SETTLED_GROUPS} groups settled per second, each group in order`,
  );
  const { oneEach, ahead } = report.settledPerSecond;
  console.table({
    [`${WORKERS} workers, one job each`]: shownRow(oneEach),
    [`one worker, up to ${AHEAD} ahead`]: shownRow(ahead),
  });
}
