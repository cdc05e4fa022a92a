import { describe, it } from 'vitest';
import { coalescingCases } from './job-queue.coalescing-cases.ts';
import { deadLetterCases } from './job-queue.dead-letter-cases.ts';
import type { JobQueueCase, MakeJobQueueHarness } from './job-queue.harness.ts';
import { laneCases } from './job-queue.lane-cases.ts';
import { leaseCases } from './job-queue.lease-cases.ts';
import { modelCases } from './job-queue.model-cases.ts';
import { restoreCases } from './job-queue.restore-cases.ts';

/** What every adapter of the port `JobQueue` must do, as data, so that broken adapters can be seen to fail. */
export const jobQueueCases: readonly JobQueueCase[] = [
  ...laneCases,
  ...coalescingCases,
  ...leaseCases,
  ...deadLetterCases,
  ...restoreCases,
  ...modelCases,
];

/** Runs every case against a fresh queue of the adapter. */
export function describeJobQueue(name: string, makeHarness: MakeJobQueueHarness): void {
  describe(`the contract of JobQueue: ${name}`, () => {
    for (const entry of jobQueueCases) {
      it(entry.name, async ({ skip }) => {
        const harness = await makeHarness();
        try {
          skip(entry.needsReopen === true && !harness.reopen, 'the adapter ends with its process');
          await entry.run(harness, makeHarness);
        } finally {
          await harness.dispose();
        }
      });
    }
  });
}
