import type { Conditions } from './conditions.ts';
import type { RunState } from './run-state.ts';
import { createActor, type Scheduler } from './scheduler.ts';
import type { Chance } from './seeded-chance.ts';
import type { SimulatedVendor, WireWrite } from './simulated-vendor.ts';
import type { WireFault } from './wire-faults.ts';

const people = createActor('people', null);
const PASTED_AFTER_MS = [0, 0, 1_000, 4_000] as const;

const LOST: ReadonlySet<string> = new Set(['500', 'timeout-before-commit', 'noop-200']);

interface PasteParts {
  readonly vendor: Pick<SimulatedVendor, 'change'>;
  readonly state: RunState;
}

/** An operator writes on a ticket what we said, or were about to say, there; nothing where we were not. */
export function pasteOurs({ vendor, state }: PasteParts, ticketId: string): void {
  const text = state.prepared.get(ticketId);
  if (text === undefined) return;
  vendor.change(ticketId, { comment: { author: 'operator', text } });
  state.faults.note('operator-pasted-ours');
}

/** Nothing was done, and we cannot know. */
function isLost(fault: WireFault): boolean {
  return fault.kind === 'stub' && LOST.has(fault.fault.kind);
}

/**
 * Where our answer went wrong, an operator who pastes the same one before we have looked is worth most: whoever knew our
 * comment by its text would take theirs for ours.
 */
export function mayPasteSoon(
  fixture: PasteParts & {
    readonly chance: Chance;
    readonly conditions: Conditions;
    readonly scheduler: Scheduler;
  },
  write: WireWrite,
  fault: WireFault | null,
): void {
  const { chance, conditions, scheduler, state } = fixture;
  if (fault === null || write.talkText === null || !state.isFaulty) return;
  if (!conditions.events.includes('operator-copies') || !chance.happens(isLost(fault) ? 0.9 : 0.3))
    return;
  scheduler.addLater(people, 'pastes', chance.pick(PASTED_AFTER_MS), () =>
    pasteOurs(fixture, write.ticketId),
  );
}
