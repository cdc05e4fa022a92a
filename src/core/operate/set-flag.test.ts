import { describe, expect, it } from 'vitest';
import { allowingContext } from '../../../test/support/gate-context.ts';
import type { FlagName } from '../flags/names.ts';
import type { Ledger, NewLedgerEntry } from '../gate/ledger.ts';
import { type FlagWriteDeps, planFlagChange, setFlag } from './set-flag.ts';

function prepare(
  options: {
    readonly isLedgerBroken?: boolean;
    readonly isWriteLost?: boolean;
    readonly isProd?: boolean;
    readonly isApproved?: boolean;
  } = {},
) {
  const stored = new Map<FlagName, string>([['safe_mode', 'false']]);
  const entries: NewLedgerEntry[] = [];
  const clock = { now: () => 1, sleep: async () => undefined, defer: (task: () => void) => task() };
  const ledger: Pick<Ledger, 'append'> = {
    append: async (entry) => {
      if (options.isLedgerBroken === true) throw new Error('the ledger is down');
      entries.push(entry);
      return { ...entry, seq: 1, previousHash: '0'.repeat(64), hash: '0'.repeat(64) };
    },
  };
  const context = allowingContext();
  const environment = options.isProd === true ? 'prod' : 'dev';
  const process = {
    ...context.process,
    environment,
    identity: { ...context.process.identity, environment },
  } as const;
  const deps: FlagWriteDeps = {
    operation: async () => ({
      clock,
      // Only `append` is used here.
      ledger: ledger as Ledger,
      operatorContext: () => ({ ...context, process }),
      approvals: { isReleaseApproved: async () => options.isApproved === true },
    }),
    flags: {
      read: async (names) =>
        new Map(
          names.map((name) => {
            const raw = stored.get(name);
            return [
              name,
              raw === undefined
                ? ({ state: 'missing', readAtMs: 1 } as const)
                : ({ state: 'raw', raw, readAtMs: 1 } as const),
            ];
          }),
        ),
      write: async (name, raw) => {
        if (options.isWriteLost !== true) stored.set(name, raw);
        return 2;
      },
    },
  };
  const set = async (flag: FlagName, value: string, reason: string) =>
    setFlag(await planFlagChange(flag, value, deps.flags), { actor: 'ada', reason }, deps);
  return { stored, entries, deps, set };
}

describe('R9.2 setting a flag', () => {
  it('writes, reads back, and says on the ledger who, when, what and why', async () => {
    const { stored, entries, set } = prepare();

    await set('automation_enabled', 'true', 'pilot, asked by ada@example.com');

    expect(stored.get('automation_enabled')).toBe('true');
    expect(entries).toMatchObject([
      { kind: 'decision', effect: 'flags.write', outcome: 'allow' },
      {
        kind: 'operator',
        outcome: 'done',
        detail: { actor: 'ada', flag: 'automation_enabled', before: 'missing', after: 'true' },
      },
    ]);
    expect(entries[1]?.detail?.reason).toContain('pilot');
    expect(JSON.stringify(entries)).not.toContain('ada@example.com');
  });

  it('D15 refuses what is riskier in prod without an approval, and writes nothing', async () => {
    const { stored, entries, set } = prepare({ isProd: true });

    await expect(set('automation_enabled', 'true', 'go')).rejects.toMatchObject({
      code: 'APPROVAL_MISSING',
      exitCode: 1,
    });
    expect(stored.has('automation_enabled')).toBe(false);
    expect(entries).toMatchObject([{ outcome: 'deny', codes: ['APPROVAL_MISSING'] }]);
  });

  it('R5.1 asks for the approval of the running release, and goes on where there is one', async () => {
    const { stored, entries, set } = prepare({ isProd: true, isApproved: true });

    await set('automation_enabled', 'true', 'go');

    expect(stored.get('automation_enabled')).toBe('true');
    expect(entries).toMatchObject([{ outcome: 'allow' }, { kind: 'operator', outcome: 'done' }]);
  });

  it('toward safer writes even when the ledger is down', async () => {
    const { stored, set } = prepare({ isLedgerBroken: true });

    expect(await set('safe_mode', 'true', 'kill')).toEqual({ isRecorded: false });
    expect(stored.get('safe_mode')).toBe('true');
  });

  it('D5 refuses a write toward safer that would open a flag by now', async () => {
    const { stored, entries, deps } = prepare({ isProd: true });
    stored.set('automation_channels', 'email,livechat');
    const planned = await planFlagChange('automation_channels', 'email', deps.flags);
    // Somebody else closed it while this one was being asked.
    stored.set('automation_channels', 'none');

    expect(planned.direction).toBe('safer');
    await expect(setFlag(planned, { actor: 'ada', reason: '' }, deps)).rejects.toMatchObject({
      code: 'FLAG_CHANGED',
    });
    expect(stored.get('automation_channels')).toBe('none');
    expect(entries).toEqual([]);
  });

  it('R2.3 shows and records nothing of a value that no flag can have', async () => {
    const { stored, entries, deps, set } = prepare();
    stored.set('safe_mode', 'sk-canary-pasted-by-mistake');

    expect((await planFlagChange('safe_mode', 'true', deps.flags)).before).toBe('invalid');
    await set('safe_mode', 'true', 'kill');
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  it('toward riskier writes nothing when the ledger is down', async () => {
    const { stored, set } = prepare({ isLedgerBroken: true });

    await expect(set('automation_enabled', 'true', 'go')).rejects.toThrow('the ledger is down');
    expect(stored.has('automation_enabled')).toBe(false);
  });

  it('D17 does not believe a write that does not read back', async () => {
    const { set } = prepare({ isWriteLost: true });

    await expect(set('safe_mode', 'true', 'kill')).rejects.toMatchObject({
      code: 'FLAG_NOT_WRITTEN',
    });
  });

  it('D5 refuses a value that no reader would take', async () => {
    const { set } = prepare();

    await expect(set('safe_mode', 'ture', 'typo')).rejects.toMatchObject({
      code: 'FLAG_VALUE_INVALID',
      exitCode: 2,
    });
    await expect(set('automation_channels', 'fax', 'typo')).rejects.toMatchObject({
      code: 'FLAG_VALUE_INVALID',
    });
  });
});
