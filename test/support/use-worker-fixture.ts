import { afterEach, expect } from 'vitest';
import {
  openWorkerFixture,
  type WorkerFixture,
  type WorkerFixtureOptions,
} from './worker-fixture.ts';

/** A fixture per test, and what must hold in every one of them at its end. */
export function useWorkerFixture() {
  let fixture: WorkerFixture;
  afterEach(async () => {
    const verdict = await fixture.verify();
    expect(fixture.outbound.refusals()).toBe(0);
    expect(fixture.stub.stats().unknownCalls).toBe(0);
    await fixture.close();
    expect(verdict).toMatchObject({ verified: true });
  });
  return {
    open: async (options: WorkerFixtureOptions = {}): Promise<WorkerFixture> => {
      fixture = await openWorkerFixture(options);
      return fixture;
    },
    /** Lets every delayed job come due, a few times over. */
    runDry: async (rounds = 8, stepMs = 31_000): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        await fixture.workAll();
        await fixture.advance(stepMs);
      }
    },
  };
}
