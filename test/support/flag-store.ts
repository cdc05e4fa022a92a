import { type FlagSnapshot, parseFlags } from '../../src/core/flags/flags.ts';
import { type FlagName, REQUIRED_FLAGS } from '../../src/core/flags/names.ts';
import type { GateContext } from '../../src/core/gate/context.ts';
import type { FlagsHarness } from '../contract/flags.contract.ts';
import { type FlagCellState, TEMPLATE_FLAG } from './flag-table.ts';
import { allowingContext } from './gate-context.ts';

const OPEN: ReadonlyMap<FlagName, string> = new Map<FlagName, string>([
  ['safe_mode', 'false'],
  ['automation_enabled', 'true'],
  ['routing_enabled', 'true'],
  ['automation_channels', 'email,livechat'],
  [TEMPLATE_FLAG, 'true'],
]);
const ALL: readonly FlagName[] = [...REQUIRED_FLAGS, 'automation_channels', TEMPLATE_FLAG];

/** A store of flags that the table is run over, as its contract has it. */
export interface FlagStore extends FlagsHarness {
  /** Puts a value there past our own writer, where the store's owner could; by default the writer does it. */
  readonly plant?: (flag: FlagName, raw: string) => Promise<void>;
}

function rawOf(flag: FlagName, state: FlagCellState): string | null {
  if ('raw' in state) return state.raw;
  if (state.state === 'missing') return null;
  return state.state === 'empty' ? '' : (OPEN.get(flag) ?? null);
}

async function fill(store: FlagStore, flag: FlagName, state: FlagCellState): Promise<void> {
  const plant = store.plant ?? (async (name, raw) => void (await store.port.write(name, raw)));
  for (const [name, open] of OPEN) {
    const raw = name === flag ? rawOf(flag, state) : open;
    if (raw !== null) await plant(name, raw);
  }
}

/** Reads all flags through the adapter, so that the one is as `state` says and the others are open and fresh. */
export async function readFlags(
  store: FlagStore,
  flag: FlagName,
  state: FlagCellState,
): Promise<FlagSnapshot> {
  const { port } = store;
  const others = ALL.filter((name) => name !== flag);
  await fill(store, flag, state);
  if (state.state === 'aged') {
    const early = await port.read([flag]);
    await store.advance(state.ageMs);
    return parseFlags(new Map([...early, ...(await port.read(others))]));
  }
  if (state.state !== 'unreadable') return parseFlags(await port.read(ALL));
  const before = await port.read(others);
  if (store.breakStore === null) throw new RangeError('this store cannot be made unreadable');
  await store.breakStore();
  return parseFlags(new Map([...before, ...(await port.read([flag]))]));
}

/** The context that allows everything, with these flags, at this time. */
export function contextWith(flags: FlagSnapshot, nowMs: number): GateContext {
  const context = allowingContext();
  const byMs = nowMs - context.nowMs;
  const { identity } = context.process;
  const { ticket, match } = context;
  const shifted = (atMs: number | null) => (atMs === null ? null : atMs + byMs);
  return {
    ...context,
    nowMs,
    flags,
    process: {
      ...context.process,
      identity: { ...identity, verifiedAtMs: identity.verifiedAtMs + byMs },
    },
    ticket: ticket && {
      ...ticket,
      newestCustomerMessageAtMs: shifted(ticket.newestCustomerMessageAtMs),
    },
    match: match && { ...match, provedAtMs: match.provedAtMs + byMs },
  };
}
