import { STORE_PLACES } from '../support/local-store.ts';
import { ledgerOn } from '../support/sqlite-harnesses.ts';
import { describeLedger } from './ledger.contract.ts';

for (const place of STORE_PLACES) {
  describeLedger(`SQLite, ${place}`, () => ledgerOn(place));
}
