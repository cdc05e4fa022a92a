import { describe, expect, it } from 'vitest';
import type { Flags } from '../flags/flag-source.ts';
import type { FlagReading } from '../flags/flags.ts';
import { type FlagName, templateFlag } from '../flags/names.ts';
import { showFlags } from './show-flags.ts';

const TEMPLATE = templateFlag('t_pre_purchase_info');

function flagsOf(raws: Readonly<Partial<Record<FlagName, string>>>): Flags {
  const readingOf = (name: FlagName): FlagReading => {
    const raw = raws[name];
    return raw === undefined
      ? { state: 'missing', readAtMs: 1 }
      : { state: 'raw', raw, readAtMs: 1 };
  };
  const read = async (names: readonly FlagName[]) =>
    new Map(names.map((name) => [name, readingOf(name)]));
  const all: readonly FlagName[] = ['safe_mode', 'routing_enabled', TEMPLATE];
  return { read, readAll: () => read(all), write: async () => 1 };
}

describe('R9.2 showing the flags', () => {
  it('shows the four fixed ones, and of the templates those that are set', async () => {
    const rows = await showFlags(null, 'dev', flagsOf({ safe_mode: 'false' }));
    const set = await showFlags(null, 'dev', flagsOf({ [TEMPLATE]: 'true' }));

    expect(rows.map(({ flag, state, inForce }) => `${flag} ${state} ${inForce}`)).toEqual([
      'safe_mode value false',
      'automation_enabled missing false',
      'routing_enabled missing false',
      'automation_channels not-set none',
    ]);
    expect(set.at(-1)).toEqual({
      flag: TEMPLATE,
      parameter: '/rp-mw/dev/template_enabled/t_pre_purchase_info',
      ...{ state: 'value', value: 'true', inForce: 'true' },
    });
  });

  it('shows the one that is wanted, and nothing of a text that is no value', async () => {
    const rows = await showFlags('safe_mode', 'prod', flagsOf({ safe_mode: 'sk-canary' }));

    expect(rows).toEqual([
      {
        ...{ flag: 'safe_mode', parameter: '/rp-mw/prod/safe_mode' },
        ...{ state: 'invalid', value: null, inForce: 'true' },
      },
    ]);
  });
});
