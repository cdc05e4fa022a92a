import type { Flags } from '../flags/flag-source.ts';
import { effectiveValue, parseFlags, shownReading } from '../flags/flags.ts';
import { REQUIRED_FLAGS, type RequiredFlag, SAFE_VALUES } from '../flags/names.ts';
import type { Ledger } from '../gate/ledger.ts';
import type { Clock, Random } from '../runtime/platform.ts';
import type { JobQueue } from '../worker/job-queue.ts';
import { describeFlags, findProbeAnswer, formatProbeBody, probeGroup } from '../worker/worker.ts';
import { type OperationDeps, type Operator, recordOperation } from './operation.ts';
import { writeAndReadBack } from './set-flag.ts';

/** One flag of a kill. `missing` already means the safe value, and a write could only create it in a wrong place (D17). */
export interface KillTarget {
  readonly flag: RequiredFlag;
  readonly before: string;
  readonly after: string;
  readonly result: 'written' | 'missing' | 'failed';
}

const POLL_MS = 100;
/** How each result stands on the ledger: only what was written is done. */
const OUTCOMES = {
  written: { outcome: 'done', codes: [] },
  missing: { outcome: 'done', codes: ['FLAG_MISSING'] },
  failed: { outcome: 'unknown', codes: ['FLAG_NOT_WRITTEN'] },
} as const;

async function makeSafe(
  flag: RequiredFlag,
  flags: Pick<Flags, 'read' | 'write'>,
): Promise<KillTarget> {
  const after = String(SAFE_VALUES[flag]);
  try {
    const reading = (await flags.read([flag])).get(flag);
    if (reading?.state === 'missing') return { flag, before: 'missing', after, result: 'missing' };
    const before = shownReading(flag, reading);
    await writeAndReadBack({ flag, after }, flags);
    return { flag, before, after, result: 'written' };
  } catch {
    return { flag, before: 'unknown', after, result: 'failed' };
  }
}

/**
 * Step 1 of a kill: gives every flag its safe value and reads it back, one after the other. Asks nobody and needs nothing
 * but the flags. Never throws: a flag that fails does not keep the next one from being written.
 */
export async function writeSafeValues(
  { everything }: { readonly everything: boolean },
  flags: Pick<Flags, 'read' | 'write'>,
): Promise<readonly KillTarget[]> {
  const targets = [await makeSafe('safe_mode', flags), await makeSafe('automation_enabled', flags)];
  return everything ? [...targets, await makeSafe('routing_enabled', flags)] : targets;
}

/** Step 2: writes down what was done. @throws when the ledger cannot be had; the flags are safe all the same */
export async function recordKill(
  targets: readonly KillTarget[],
  operator: Operator,
  deps: OperationDeps,
): Promise<void> {
  for (const { flag, before, after, result } of targets) {
    const operation = { effect: 'flags.write', direction: 'safer', ...OUTCOMES[result] } as const;
    await recordOperation(operation, operator, { flag, before, after }, deps);
  }
}

/** What a running worker shares with the process that asks it. */
export interface AskedWorkers {
  readonly queue: Pick<JobQueue, 'enqueue'>;
  readonly ledger: Ledger;
}

/**
 * Step 3: asks a worker which values it sees. Its answer, not our own write, is the proof (D17).
 * @returns after how many milliseconds a worker reported the values in force, or null when none did within `waitMs`
 */
export async function awaitWorker(
  waitMs: number,
  flags: Pick<Flags, 'read'>,
  workers: AskedWorkers,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<number | null> {
  const seen = parseFlags(await flags.read(REQUIRED_FLAGS));
  const inForce = REQUIRED_FLAGS.map((name) => [name, effectiveValue(seen, name)] as const);
  const expected = describeFlags(Object.fromEntries(inForce));
  const probeId = random.id();
  const startedAtMs = clock.now();
  await workers.queue.enqueue({
    jobId: `probe-${probeId}`,
    group: probeGroup(probeId),
    isUrgent: true,
    body: formatProbeBody(probeId),
  });
  while (clock.now() - startedAtMs <= waitMs) {
    if ((await findProbeAnswer(probeId, workers.ledger)) === expected)
      return clock.now() - startedAtMs;
    await clock.sleep(POLL_MS);
  }
  return null;
}
