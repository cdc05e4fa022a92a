import { STORE_PLACES } from '../support/local-store.ts';
import { flagsOn } from '../support/sqlite-harnesses.ts';
import { describeFlags } from './flags.contract.ts';

for (const place of STORE_PLACES) {
  describeFlags(`SQLite, ${place}`, () => flagsOn(place));
}
