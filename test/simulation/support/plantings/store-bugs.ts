import type { FlagSource } from '../../../../src/core/flags/flag-source.ts';
import type { Ledger } from '../../../../src/core/gate/ledger.ts';
import type { ConversationStore } from '../../../../src/core/worker/conversation-store.ts';

/** Answers with the first reading of each flag for ever, and calls it fresh (D5, D17). */
export function cacheFlags(flags: FlagSource): FlagSource {
  const known = new Map<string, Awaited<ReturnType<FlagSource['read']>>>();
  return {
    ...flags,
    read: async (names) => {
      const now = await flags.read(names);
      const first = known.get(names.join()) ?? now;
      known.set(names.join(), first);
      const readAtMs = [...now.values()][0]?.readAtMs ?? 0;
      return new Map([...first].map(([name, reading]) => [name, { ...reading, readAtMs }]));
    },
  };
}

/** Goes on before the entry is durable. */
export function ledgerBehind(ledger: Ledger): Ledger {
  const nothing = '0'.repeat(64);
  return {
    ...ledger,
    append: async (entry) => {
      ledger.append(entry).catch(() => undefined);
      return { ...entry, seq: 1, previousHash: nothing, hash: nothing };
    },
  };
}

/** Settles under a name that every attempt makes anew. */
export function settleAnew(store: ConversationStore): ConversationStore {
  let nth = 0;
  return {
    ...store,
    settle: async (item, job) => {
      nth += 1;
      const isFirst = await store.settle(item, { ...job, jobId: `${job.jobId}-${nth}` });
      await store.settle(item, job);
      return isFirst;
    },
  };
}

/** Settles nothing. */
export function settleNothing(store: ConversationStore): ConversationStore {
  return { ...store, settle: async () => true };
}

/** Settles without saying why. */
export function dropReasons(store: ConversationStore): ConversationStore {
  return { ...store, settle: (item, job) => store.settle({ ...item, codes: [] }, job) };
}

/** Calls replied what had a template. */
export function callItReplied(store: ConversationStore): ConversationStore {
  return {
    ...store,
    settle: (item, job) =>
      store.settle(item.templateId === null ? item : { ...item, outcome: 'replied' }, job),
  };
}

/** Never counts a 404. */
export function forgetUnknown(store: ConversationStore): ConversationStore {
  return { ...store, noteUnknown: async (_ticketRef, atMs) => ({ count: 0, firstAtMs: atMs }) };
}

/** Remembers no answer of ours. */
export function forgetReplies(store: ConversationStore): ConversationStore {
  return { ...store, findConversation: async () => null };
}
