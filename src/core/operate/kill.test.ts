import { describe, expect, it } from 'vitest';
import { OPERATOR, operatorDeps } from '../../../test/support/operator.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { FlagReading } from '../flags/flags.ts';
import type { FlagName } from '../flags/names.ts';
import type { LedgerEntry } from '../gate/ledger.ts';
import { parseProbeBody } from '../worker/worker.ts';
import { type AskedWorkers, awaitWorker, recordKill, writeSafeValues } from './kill.ts';

const OPEN = { safe_mode: 'false', automation_enabled: 'true', routing_enabled: 'true' };

function flagsOf(raws: Readonly<Record<string, string>>, broken: readonly FlagName[] = []) {
  const stored = new Map<string, string>(Object.entries(raws));
  const readingOf = (name: FlagName): FlagReading => {
    const raw = stored.get(name);
    return raw === undefined
      ? { state: 'missing', readAtMs: 1 }
      : { state: 'raw', raw, readAtMs: 1 };
  };
  return {
    stored,
    read: async (names: readonly FlagName[]) =>
      new Map(names.map((name) => [name, readingOf(name)])),
    write: async (name: FlagName, raw: string) => {
      if (broken.includes(name)) throw new Error('the store is down');
      stored.set(name, raw);
      return 2;
    },
  };
}

describe('D17 a kill', () => {
  it('makes the flags of replies safe and leaves routing, unless everything is meant', async () => {
    const flags = flagsOf(OPEN);

    expect(await writeSafeValues({ everything: false }, flags)).toEqual([
      { flag: 'safe_mode', before: 'false', after: 'true', result: 'written' },
      { flag: 'automation_enabled', before: 'true', after: 'false', result: 'written' },
    ]);
    expect(flags.stored.get('routing_enabled')).toBe('true');
    await writeSafeValues({ everything: true }, flags);
    expect(flags.stored.get('routing_enabled')).toBe('false');
  });

  it('creates no flag that is missing, and goes on after one that fails', async () => {
    const flags = flagsOf({ routing_enabled: 'true', automation_enabled: 'true' }, [
      'automation_enabled',
    ]);
    const targets = await writeSafeValues({ everything: true }, flags);

    expect(targets.map(({ flag, result }) => [flag, result])).toEqual([
      ['safe_mode', 'missing'],
      ['automation_enabled', 'failed'],
      ['routing_enabled', 'written'],
    ]);
    expect(flags.stored.has('safe_mode')).toBe(false);
  });

  it('repeats nothing of a flag into which somebody pasted a key', async () => {
    const [target] = await writeSafeValues(
      { everything: false },
      flagsOf({ ...OPEN, safe_mode: 'sk-canary' }),
    );

    expect(target?.before).toBe('invalid');
  });

  it('writes down only what was written as done', async () => {
    const { deps, entries } = operatorDeps();
    const flags = flagsOf({ automation_enabled: 'true' }, ['automation_enabled']);
    await recordKill(await writeSafeValues({ everything: false }, flags), OPERATOR, deps);

    expect(entries).toMatchObject([
      { effect: 'flags.write', outcome: 'done', codes: ['FLAG_MISSING'] },
      { effect: 'flags.write', outcome: 'unknown', codes: ['FLAG_NOT_WRITTEN'] },
    ]);
  });
});

describe('D17 asking a worker what it sees', () => {
  /** A worker that answers each probe with the words given, `delayMs` after it was asked. */
  function prepare(answers: readonly string[]) {
    const { clock, advance } = createVirtualClock(0);
    const waits: number[] = [];
    const sleeping = {
      ...clock,
      sleep: async (ms: number) => {
        waits.push(ms);
        await advance(ms);
      },
    };
    let probeId = '';
    let reads = 0;
    const workers = {
      queue: {
        enqueue: async ({ body, jobId }: { readonly body: string; readonly jobId: string }) => {
          probeId = parseProbeBody(body) ?? '';
          return { outcome: 'queued', jobId } as const;
        },
      },
      ledger: {
        read: async function* () {
          const after = answers[reads++];
          const entry = { codes: ['FLAGS_SEEN'], detail: { reason: probeId, after } };
          // Only these fields are used.
          if (after !== undefined) yield entry as unknown as LedgerEntry;
        },
      },
    } as unknown as AskedWorkers;
    const random = { id: () => 'probe1' } as Parameters<typeof awaitWorker>[3]['random'];
    return {
      waits,
      ask: (waitMs: number) =>
        awaitWorker(waitMs, flagsOf(OPEN), workers, { clock: sleeping, random }),
    };
  }

  it('waits until a worker reports the values in force', async () => {
    const { ask } = prepare([
      'safe=true,automation=false,routing=true',
      'safe=false,automation=true,routing=true',
    ]);

    expect(await ask(1_000)).toBe(100);
  });

  it('ends with null when none does in time', async () => {
    const { ask, waits } = prepare([]);

    expect(await ask(200)).toBeNull();
    expect(waits).toEqual([100, 100, 100]);
  });
});
