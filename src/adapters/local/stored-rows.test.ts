import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { digest, newEntry } from '../../../test/support/ledger-model.ts';
import { openLocalStore } from '../../../test/support/local-store.ts';
import { openTestLedger } from '../../../test/support/sqlite-harnesses.ts';
import { createReferences } from '../../core/runtime/references.ts';
import { createSqliteConversationStore } from './conversations.ts';
import type { LocalDatabase } from './database.ts';
import { createSqliteEffectStore, effectRowSchema } from './effects.ts';
import { loadReferenceKey } from './reference-key.ts';
import { fromStored } from './stored-values.ts';

const LIMITS = { repliesTicket10Min: 9, repliesTicket24h: 9, repliesCustomer24h: 9 };
const CANARIES = {
  ticketId: 'canary-ticket-4711@mail.example.com',
  messageId: 'canary-message-0815',
  email: 'canary.person@example.com',
  text: 'Canary: where is my parcel?',
};

/** Everything the worker stores about one ticket, and every way text might get in. */
async function flood(db: LocalDatabase, nowMs: number): Promise<void> {
  const references = createReferences(await loadReferenceKey(db, 'dev'), digest);
  const ticketRef = references.ticketRef(CANARIES.ticketId);
  const messageRef = references.messageRef(CANARIES.ticketId, CANARIES.messageId);
  const commentRef = references.commentRef(CANARIES.ticketId, CANARIES.messageId);
  const customerRef = references.customerRef(CANARIES.email);
  const effects = createSqliteEffectStore({ db });
  const conversations = createSqliteConversationStore({ db });
  const ledger = openTestLedger(db);
  const templateId = 't_return_request_intake';
  const key = { ticketRef, messageRef, kind: 'talk' } as const;
  const ending = { outcome: 'deny', codes: [] } as const;

  const intended = await effects.intend({ ...key, templateId, customerRef, nowMs }, LIMITS);
  if (intended.outcome !== 'capped') {
    await effects.move(intended.row, 'sending', { nowMs, baselineRefs: [commentRef] });
  }
  await effects.countWrite(ticketRef, messageRef, nowMs);
  const item = {
    ticketRef,
    messageRef,
    outcome: 'replied',
    codes: [],
    intent: null,
    templateId,
    settledAtMs: nowMs,
  } as const;
  await conversations.settle(item, { jobId: 'j1', deliveries: 1 });
  await conversations.recordReply(ticketRef, { messageRef, templateId, atMs: nowMs });
  await ledger.append(newEntry({ chain: ticketRef, ticketRef, atMs: nowMs }));
  for (const canary of Object.values(CANARIES)) {
    await Promise.allSettled([
      effects.refuse({ ...key, messageRef: canary, templateId, customerRef, nowMs }, ending),
      effects.refuse({ ...key, kind: 'close', templateId, customerRef: canary, nowMs }, ending),
      conversations.settle(
        { ...item, messageRef: 'm_2', intent: canary },
        { jobId: 'j2', deliveries: 1 },
      ),
      ledger.append(newEntry({ chain: canary })),
      ledger.append({ ...newEntry(), body: canary } as never),
    ]);
  }
}

describe('incident 8: stored rows', () => {
  it('hold no text, no address and no raw id, in the file or its log', async () => {
    const store = await openLocalStore('file');
    await flood(store.db, store.clock.now());
    const path = store.path ?? '';
    const beforeClose = await Promise.all([readFile(path), readFile(`${path}-wal`)]);
    await store.db.close();
    const bytes = Buffer.concat([...beforeClose, await readFile(path)]);

    expect(bytes.includes('t_return_request_intake')).toBe(true);
    // The id of a message passes for a reference by its shape; what it would leave behind is its own text.
    for (const canary of [
      CANARIES.ticketId,
      CANARIES.email,
      CANARIES.text,
      'mail.example.com',
      'Canary:',
    ]) {
      expect(bytes.includes(canary)).toBe(false);
    }
    await store.close();
  });

  it('are refused with the name of the field only', () => {
    const read = () => fromStored(effectRowSchema, { ticketRef: CANARIES.email });

    expect(read).toThrow(
      expect.objectContaining({ code: 'STORE_ROW_INVALID', context: { field: 'ticketRef' } }),
    );
    expect(read).not.toThrow(CANARIES.email);
  });

  it('are refused when a list in them is no JSON', () => {
    const row = {
      ticketRef: 't_1',
      messageRef: 'm_1',
      kind: 'talk',
      state: 'intended',
      outcome: null,
      version: 1,
      templateId: 't_x',
    };
    const rest = {
      codes: '[',
      baselineRefs: '[]',
      looks: 0,
      customerRef: null,
      createdAtMs: 1,
      changedAtMs: 1,
    };

    expect(() => fromStored(effectRowSchema, { ...row, ...rest })).toThrow(
      expect.objectContaining({ code: 'STORE_ROW_INVALID', context: { field: 'codes' } }),
    );
  });
});
