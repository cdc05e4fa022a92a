import { describe, it } from 'vitest';
import { claimGroupCases } from './job-queue.claim-group-cases.ts';
import { coalescingCases } from './job-queue.coalescing-cases.ts';
import { deadLetterCases } from './job-queue.dead-letter-cases.ts';
import { groupCases } from './job-queue.group-cases.ts';
import type { JobQueueCase, MakeJobQueueHarness } from './job-queue.harness.ts';
import { leaseCases } from './job-queue.lease-cases.ts';
import { modelCases } from './job-queue.model-cases.ts';
import { recoverCases } from './job-queue.recover-cases.ts';

/** What every adapter of the port `JobQueue` must do, as data, so that broken adapters can be seen to fail. */
export const jobQueueCases: readonly JobQueueCase[] = [
  ...groupCases,
  ...coalescingCases,
  ...leaseCases,
  ...claimGroupCases,
  ...deadLetterCases,
  ...recoverCases,
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
