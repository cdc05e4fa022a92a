import type {
  EffectRow,
  EffectStore,
  IntendResult,
} from '../../../../src/core/worker/effect-store.ts';

/** A move that takes whatever version there is: whoever comes, wins. */
export function dropLock(store: EffectStore): EffectStore {
  return {
    ...store,
    move: async (row, to, change) => store.move((await store.find(row)) ?? row, to, change),
  };
}

function keyOf({
  ticketRef,
  messageRef,
  kind,
}: Pick<EffectRow, 'ticketRef' | 'messageRef' | 'kind'>): string {
  return `${ticketRef} ${messageRef} ${kind}`;
}

/** Intends in memory, sends, and writes the row down only when the send is over. */
export function sendBeforeIntended(store: EffectStore): EffectStore {
  const begun = new Map<
    string,
    { readonly write: () => Promise<IntendResult>; baseline: readonly string[] }
  >();
  return {
    ...store,
    intend: async (effect, limits) => {
      begun.set(keyOf(effect), { write: () => store.intend(effect, limits), baseline: [] });
      const { nowMs, ...key } = effect;
      const unwritten = {
        outcome: null,
        version: 1,
        codes: [],
        baselineRefs: [],
        looks: 0,
      } as const;
      return {
        outcome: 'intended',
        row: { ...key, ...unwritten, state: 'intended', createdAtMs: nowMs, changedAtMs: nowMs },
      };
    },
    move: async (row, to, change) => {
      const entry = begun.get(keyOf(row));
      if (entry === undefined) return store.move(row, to, change);
      if (to === 'sending' && row.state === 'intended') {
        entry.baseline = change.baselineRefs ?? [];
        return { ...row, state: 'sending', baselineRefs: entry.baseline };
      }
      begun.delete(keyOf(row));
      const written = await entry.write();
      if (written.outcome === 'capped') return null;
      const sending = await store.move(written.row, 'sending', {
        nowMs: change.nowMs,
        baselineRefs: entry.baseline,
      });
      return sending === null ? null : store.move(sending, to, change);
    },
  };
}

const NONE = { repliesTicket10Min: 0, repliesTicket24h: 0, repliesCustomer24h: 0 };
const ALL = {
  repliesTicket10Min: Number.MAX_SAFE_INTEGER,
  repliesTicket24h: Number.MAX_SAFE_INTEGER,
  repliesCustomer24h: Number.MAX_SAFE_INTEGER,
};

/** Counts no answers; to reserve none is not enough, for the decision after it counts them again. */
export function countNothing(store: EffectStore): EffectStore {
  return {
    ...store,
    intend: (effect) => store.intend(effect, ALL),
    countReplies: async () => NONE,
  };
}

/** Never comes back to what an earlier message left open. */
export function forgetOpenRows(store: EffectStore): EffectStore {
  return { ...store, findOpen: async () => [] };
}
