import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { ACCOUNT_FAILURES, type ParameterReading } from '../../core/environment/account.ts';
import { parseFlags } from '../../core/flags/flags.ts';
import { ALL_FLAGS, type FlagName } from '../../core/flags/names.ts';
import { createSsmFlags } from './ssm-flags.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);

function setUp(reading: ParameterReading, onRead?: (later: (ms: number) => void) => void) {
  const time = createVirtualClock(NOW_MS);
  const asked: string[] = [];
  const written: string[] = [];
  const flags = createSsmFlags({
    parameters: {
      read: async (names) => {
        asked.push(...names);
        onRead?.((ms) => time.jumpTo(NOW_MS + ms));
        return new Map(names.map((name) => [name, reading]));
      },
      overwrite: async (name) => written.push(name),
    },
    clock: time.clock,
    environment: 'staging',
  });
  return { flags, asked, written };
}

describe('createSsmFlags', () => {
  it.each(ACCOUNT_FAILURES)(
    'D5 takes no value from a store that fails with %s',
    async (failure) => {
      const { flags } = setUp({ state: 'unreadable', failure });
      const readings = await flags.read(['safe_mode']);

      expect(readings.get('safe_mode')).toEqual({ state: 'unreadable', readAtMs: NOW_MS });
      expect(parseFlags(readings).safeMode.state).toBe('unreadable');
    },
  );

  it('calls no value fresher than the moment before the store was asked', async () => {
    const raw = { state: 'raw', raw: 'true', version: 1, place: null } as const;
    const { flags } = setUp(raw, (later) => later(60_000));

    expect((await flags.read(['safe_mode'])).get('safe_mode')?.readAtMs).toBe(NOW_MS);
  });

  it('R9.2 reads every flag there is, those of templates included', async () => {
    const { flags, asked } = setUp({ state: 'missing' });
    const all = await flags.readAll();

    expect([...all.keys()]).toEqual(ALL_FLAGS);
    expect(asked).toContain('/rp-mw/staging/safe_mode');
    expect(asked).toContain('/rp-mw/staging/template_enabled/t_return_request_intake');
  });

  it('writes no flag of a template that does not exist, and no text that AWS would not take', async () => {
    const { flags, written } = setUp({ state: 'missing' });
    const refusal = { code: 'STORE_VALUE_INVALID' };
    const unknown: FlagName = 'template_enabled/t_none';

    await expect(flags.write(unknown, 'true')).rejects.toMatchObject(refusal);
    await expect(flags.write('safe_mode', 'x'.repeat(4097))).rejects.toMatchObject(refusal);
    expect(written).toEqual([]);
  });
});
