import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLaneIndex, type Journal, type LaneIndex } from './lane-index.ts';

const LEASE_MS = 50;
const FAR_MS = 1_000_000;

const operationArb = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant('append'), lane: fc.nat(2), key: fc.nat(4) }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('lease') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('join'), lane: fc.nat(2), key: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('release'),
      pick: fc.nat(9),
      delayMs: fc.constantFrom(0, 40),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove'), pick: fc.nat(9) }) },
);
type Operation = typeof operationArb extends fc.Arbitrary<infer T> ? T : never;

/** An index and the little that a queue knows beside it. */
function createSubject() {
  const index = createLaneIndex(() => undefined);
  const state = { seq: 0, nowMs: 1_000, ids: [] as string[] };

  function append(lane: number, key: number, journal: Journal): void {
    const { seq } = state;
    journal(() => {
      state.seq = seq;
      state.ids.pop();
    });
    state.seq += 1;
    const jobId = `job-${state.seq}`;
    state.ids.push(jobId);
    const counts = { attempts: 0, deliveries: 1, wasClaimed: false, notBeforeMs: 0 };
    const coalescingKey = key === 0 || index.findOpen(`${lane}`, `${key}`) ? null : `${key}`;
    const place = { seq: state.seq, laneName: `${lane}`, coalescingKey, enqueuedAtMs: state.nowMs };
    index.append({ jobId, ...place, ...counts }, journal);
  }

  function apply(operation: Operation, journal: Journal): void {
    if (operation.op === 'append') return append(operation.lane, operation.key, journal);
    if (operation.op === 'lease') {
      index.expireLeases(state.nowMs, journal);
      const job = index.peekReady(state.nowMs);
      if (job) index.lease(job, { token: 'token', untilMs: state.nowMs + LEASE_MS }, journal);
    } else if (operation.op === 'join') {
      const job = index.findOpen(`${operation.lane}`, `${operation.key}`);
      if (job) index.join(job, journal);
    } else {
      const leased = state.ids.filter((id) => index.findLeased(id, 'token', state.nowMs));
      const job = index.find(leased[operation.pick % Math.max(1, leased.length)] ?? '');
      if (job && operation.op === 'remove') index.remove(job, journal);
      else if (job && operation.op === 'release') {
        const to = { attempts: job.attempts - 1, notBeforeMs: state.nowMs + operation.delayMs };
        index.release(job, to, journal);
      }
    }
  }

  return { index, state, apply };
}

/** All that can be seen of an index: its leases now, and what it hands out until it is empty. */
function drain(index: LaneIndex, nowMs: number): readonly unknown[] {
  const seen: unknown[] = [index.size, index.countLeased(nowMs)];
  const note: Journal = () => undefined;
  for (const atMs of [nowMs, nowMs + 45, FAR_MS]) {
    index.expireLeases(atMs, note);
    for (let job = index.peekReady(atMs); job; job = index.peekReady(atMs)) {
      const isOpen = index.findOpen(job.lane.name, `${job.coalescingKey}`) === job;
      seen.push([atMs, job.jobId, job.attempts, job.deliveries, job.wasClaimed, isOpen]);
      index.remove(job, note);
    }
  }
  return [...seen, index.size];
}

describe('createLaneIndex', () => {
  it('is after a rollback as if nothing had been asked, in any sequence', () => {
    const groupArb = fc.record({
      passMs: fc.constantFrom(0, 0, 10, 60),
      isRolledBack: fc.boolean(),
      operations: fc.array(operationArb, { minLength: 1, maxLength: 8, size: 'max' }),
    });
    const committed: Journal = () => undefined;

    fc.assert(
      fc.property(fc.array(groupArb, { maxLength: 12, size: 'max' }), (groups) => {
        const [subject, control] = [createSubject(), createSubject()];
        for (const { passMs, isRolledBack, operations } of groups) {
          subject.state.nowMs += passMs;
          control.state.nowMs += passMs;
          const undos: (() => void)[] = [];
          for (const operation of operations) subject.apply(operation, (undo) => undos.push(undo));
          if (isRolledBack) for (const undo of undos.reverse()) undo();
          else for (const operation of operations) control.apply(operation, committed);
        }

        expect(subject.state).toEqual(control.state);
        expect(drain(subject.index, subject.state.nowMs)).toEqual(
          drain(control.index, control.state.nowMs),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('is empty in the end: no lane, key or lease is left behind', () => {
    const { index, apply, state } = createSubject();
    const note: Journal = () => undefined;
    for (let lane = 0; lane < 3; lane += 1) apply({ op: 'append', lane, key: 1 }, note);
    for (let round = 0; round < 3; round += 1) {
      apply({ op: 'lease' }, note);
      apply({ op: 'remove', pick: 0 }, note);
    }

    expect(index.size).toBe(0);
    expect(index.countLeased(state.nowMs)).toBe(0);
    expect(index.findOpen('0', '1')).toBeUndefined();
    expect(index.peekReady(FAR_MS)).toBeUndefined();
  });
});
