import { STORE_PLACES } from '../support/local-store.ts';
import { conversationStoreOn } from '../support/sqlite-harnesses.ts';
import { describeConversationStore } from './conversation-store.contract.ts';

for (const place of STORE_PLACES) {
  describeConversationStore(`SQLite, ${place}`, () => conversationStoreOn(place));
}
