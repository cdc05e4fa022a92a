import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCrashes } from '../support/process/crash-run.ts';
import { createDataDir } from '../support/run-cli.ts';

/** Fewer than attempts of a job, so that none may end as a dead letter. */
const KILLS = 4;
const TICKETS = 120;

let data: ReturnType<typeof createDataDir>;

beforeEach(() => {
  data = createDataDir();
});
afterEach(() => data.remove());

describe('D7 I9 kill -9 at random moments under load', () => {
  it('settles every delivery that was accepted, replies to no ticket twice, and keeps a ledger that verifies', async () => {
    const moments: string[] = [];

    const report = await runCrashes({
      dataDir: data.dir,
      kills: KILLS,
      tickets: TICKETS,
      seed: 3,
      say: (line) => moments.push(line),
    });

    console.info(`${moments.join('; ')}: ${JSON.stringify(report)}`);
    expect(report.problems).toEqual([]);
    expect(report.ledgerVerified).toBe(true);
    expect(report.redriven).toBe(0);
    expect(report.replies).toBeGreaterThan(TICKETS / 2);
    expect(report.accepted).toBeGreaterThan(TICKETS);
    // Proof that the kills met a service with work in hand.
    expect(report.unanswered).toBeGreaterThan(0);
  });
});
