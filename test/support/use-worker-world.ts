import { afterEach, expect } from 'vitest';
import { openWorkerWorld, type WorkerWorld, type WorkerWorldOptions } from './worker-world.ts';

/** A world per test, and what must hold in every one of them at its end. */
export function useWorkerWorld() {
  let world: WorkerWorld;
  afterEach(async () => {
    const verdict = await world.verify();
    expect(world.outbound.refusals()).toBe(0);
    expect(world.stub.stats().unknownCalls).toBe(0);
    await world.close();
    expect(verdict).toMatchObject({ verified: true });
  });
  return {
    open: async (options: WorkerWorldOptions = {}): Promise<WorkerWorld> => {
      world = await openWorkerWorld(options);
      return world;
    },
    /** Lets every delayed job come due, a few times over. */
    runDry: async (rounds = 8, stepMs = 31_000): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        await world.workAll();
        await world.advance(stepMs);
      }
    },
  };
}
