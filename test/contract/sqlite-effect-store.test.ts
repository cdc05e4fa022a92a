import { STORE_PLACES } from '../support/local-store.ts';
import { effectStoreOn } from '../support/sqlite-harnesses.ts';
import { describeEffectStore } from './effect-store.contract.ts';

for (const place of STORE_PLACES) {
  describeEffectStore(`SQLite, ${place}`, () => effectStoreOn(place));
}
