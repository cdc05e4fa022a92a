import { describe, expect, it } from 'vitest';
import { OPERATOR, operatorDeps } from '../../../test/support/operator.ts';
import type { DeadLetter } from '../worker/job-queue.ts';
import { listQueue, planRedrive, redrive } from './redrive.ts';

function prepare(jobIds: readonly string[] = ['a', 'b']) {
  let dead = jobIds.map((jobId) => ({ jobId }) as DeadLetter);
  const queue = {
    stats: async () => ({ waiting: 3, leased: 0, dead: dead.length, oldestAgeMs: 7 }),
    listDead: async () => dead,
    redrive: async (wanted: readonly string[]) => {
      const moved = dead.map(({ jobId }) => jobId).filter((jobId) => wanted.includes(jobId));
      dead = dead.filter(({ jobId }) => !wanted.includes(jobId));
      return moved;
    },
  };
  return { queue, ...operatorDeps() };
}

describe('R9.2 redriving dead letters', () => {
  it('moves what was planned, and says on the ledger who, why and how many', async () => {
    const { queue, deps, entries } = prepare();
    const wanted = await planRedrive('all', queue);

    expect(await redrive(wanted, OPERATOR, { ...deps, queue })).toEqual(['a', 'b']);
    expect(entries).toMatchObject([
      { kind: 'decision', effect: 'queue.redrive', outcome: 'allow' },
      { kind: 'operator', effect: 'queue.redrive', detail: { actor: 'ada', after: '2 jobs' } },
    ]);
    expect((await listQueue(queue)).deadLetters).toEqual([]);
  });

  it('leaves out what is no dead letter, and refuses when nothing is left', async () => {
    const { queue } = prepare();

    expect(await planRedrive(['b', 'c'], queue)).toEqual(['b']);
    await expect(planRedrive(['c'], queue)).rejects.toMatchObject({ code: 'NOTHING_TO_REDRIVE' });
    await expect(planRedrive('all', prepare([]).queue)).rejects.toMatchObject({
      code: 'NOTHING_TO_REDRIVE',
    });
  });

  it('moves nothing without a reason', async () => {
    const { queue, deps } = prepare();

    await expect(
      redrive(['a'], { ...OPERATOR, reason: ' ' }, { ...deps, queue }),
    ).rejects.toMatchObject({ code: 'REASON_MISSING', exitCode: 2 });
    expect((await listQueue(queue)).stats.dead).toBe(2);
  });
});
