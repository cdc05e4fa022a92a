import { EFFECT_FAMILIES, isEffectName } from '../core/gate/effects.ts';
import type { Ledger } from '../core/gate/ledger.ts';
import type { LedgerEntry } from '../core/gate/ledger-entry.ts';

const WRITE_FAMILIES: ReadonlySet<string> = new Set(['ROUTE', 'TALK', 'CLOSE']);

/** +1 for a write that was allowed to leave for a vendor other than a stub, -1 for one that provably did not. */
function liveWriteChange({ kind, vendorMode, effect, outcome }: LedgerEntry): number {
  if (vendorMode === 'stub' || !isEffectName(effect)) return 0;
  if (!WRITE_FAMILIES.has(EFFECT_FAMILIES[effect])) return 0;
  if (kind === 'decision' && outcome === 'allow') return 1;
  return kind === 'attempt' && outcome === 'unsent' ? -1 : 0;
}

/**
 * Counts the writes on a ledger that went, or may have gone, to a vendor that is no stub (R11.1). It counts permission
 * rather than success, because a process may die in between.
 */
export async function countLiveWrites(ledger: Ledger): Promise<number> {
  let writes = 0;
  for await (const entry of ledger.read()) writes += liveWriteChange(entry);
  return Math.max(0, writes);
}
