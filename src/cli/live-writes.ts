import { EFFECT_FAMILIES, isEffectName } from '../core/gate/effects.ts';
import type { LedgerEntry } from '../core/gate/ledger-entry.ts';
import type { Ledger } from '../core/ports/ledger.ts';

const WRITE_FAMILIES: ReadonlySet<string> = new Set(['ROUTE', 'TALK', 'CLOSE']);

/** True for a write that a vendor other than a stub received, or may have received. */
function isLiveWrite(entry: LedgerEntry): boolean {
  if (entry.kind !== 'attempt' || entry.vendorMode === 'stub') return false;
  if (entry.outcome !== 'accepted' && entry.outcome !== 'unknown') return false;
  return isEffectName(entry.effect) && WRITE_FAMILIES.has(EFFECT_FAMILIES[entry.effect]);
}

/** Counts the writes on a ledger that did not go to a stub (R11.1). */
export async function countLiveWrites(ledger: Ledger): Promise<number> {
  let writes = 0;
  for await (const entry of ledger.read()) if (isLiveWrite(entry)) writes += 1;
  return writes;
}
