import { EFFECT_FAMILIES, isEffectName } from '../../src/core/gate/effects.ts';
import { newLedgerEntrySchema } from '../../src/core/gate/ledger.ts';
import type { JournalEntry } from '../../stubs/richpanel/workspace.ts';
import type { Actor, Scheduler } from '../simulation/support/scheduler.ts';
import type { WireWrite } from '../simulation/support/simulated-vendor.ts';

/** What a kill stops: what a customer notices, and with `--everything` the tags as well. */
export const STOPPED = ['visible', 'route'] as const;
export type Stopped = (typeof STOPPED)[number];

/** How old the flags may be that a decision is made with; other families ask for none. */
const AGE_LIMIT_MS: Readonly<Partial<Record<string, number>>> = {
  ROUTE: 30_000,
  TALK: 2_000,
  CLOSE: 2_000,
};
const VISIBLE_FACTS: ReadonlySet<JournalEntry['kind']> = new Set(['message', 'comment', 'close']);
const ROUTE_FACTS: ReadonlySet<JournalEntry['kind']> = new Set(['tags-added', 'tags-removed']);

interface Read {
  /** Its place among everything that was seen. */
  readonly place: number;
  readonly atMs: number;
}

function kindOf(facts: readonly JournalEntry[]): Stopped | null {
  if (facts.some((fact) => VISIBLE_FACTS.has(fact.kind))) return 'visible';
  return facts.some((fact) => ROUTE_FACTS.has(fact.kind)) ? 'route' : null;
}

/**
 * Judges a run while it happens: by the order in which flags were written, workers read them, and effects reached
 * the stub. Nothing here is taken from what a worker says of itself but the time of its decision.
 */
export function createKillWatch(scheduler: Scheduler) {
  let place = 0;
  const reads = new Map<Actor, Read>();
  const closedAt: Record<Stopped, number | null> = { visible: null, route: null };
  const after: Record<Stopped, Map<Actor, number>> = { visible: new Map(), route: new Map() };
  const before: Record<Stopped, number> = { visible: 0, route: 0 };
  const violations: string[] = [];

  function checkAge(actor: Actor, appended: unknown): void {
    const entry = newLedgerEntrySchema.parse(appended);
    const isPermitted =
      entry.kind === 'decision' && entry.outcome === 'allow' && entry.requestHash !== null;
    const limitMs = isEffectName(entry.effect) ? AGE_LIMIT_MS[EFFECT_FAMILIES[entry.effect]] : 0;
    if (!isPermitted || limitMs === undefined) return;
    const ageMs = entry.atMs - (reads.get(actor)?.atMs ?? Number.NEGATIVE_INFINITY);
    if (!(ageMs >= 0 && ageMs <= limitMs))
      violations.push(`${entry.effect} was allowed with flags ${ageMs} ms old`);
  }

  return {
    violations,
    /** Effects that reached the stub after the flag that stops them was written, by worker. */
    after,
    /** Effects that reached the stub before. */
    before,
    isClosed: (kind: Stopped) => closedAt[kind] !== null,
    onReturn: (actor: Actor, call: string, args: readonly unknown[]): void => {
      place += 1;
      if (call === 'flags.read') reads.set(actor, { place, atMs: scheduler.nowMs() });
      if (call === 'ledger.append') checkAge(actor, args[0]);
    },
    /** The write is committed: whoever reads from here on sees it. */
    onClosed: (kind: Stopped): void => {
      place += 1;
      closedAt[kind] ??= place;
    },
    onArrived: ({ actor }: WireWrite, facts: readonly JournalEntry[]): void => {
      const kind = kindOf(facts);
      if (kind === null) return;
      const closed = closedAt[kind];
      if (closed === null) {
        before[kind] += 1;
        return;
      }
      const count = (after[kind].get(actor) ?? 0) + 1;
      after[kind].set(actor, count);
      if (count > 1) violations.push(`${actor.name}: ${count} ${kind} effects after the write`);
      if ((reads.get(actor)?.place ?? 0) > closed)
        violations.push(`${actor.name}: a ${kind} effect although it had read the flags since`);
    },
  };
}
