import { describe, expect, it } from 'vitest';
import { rawParameter } from '../../../test/support/preflight-fixture.ts';
import { ACCOUNT_FAILURES, type ParameterReading } from '../environment/account.ts';
import { ALL_FLAGS, type FlagName, REQUIRED_FLAGS, templateFlag } from '../flags/names.ts';
import { checkFlag, checkStaging } from './flag-checks.ts';

const is = (status: string, code: string | null) => ({ status, code });

describe('R9.2 flags', () => {
  it.each(ALL_FLAGS)('%s is required, or not set and off', (flag) => {
    const isRequired = (REQUIRED_FLAGS as readonly FlagName[]).includes(flag);

    expect(checkFlag(flag, { state: 'missing' })).toMatchObject(
      isRequired ? is('fail', 'FLAG_MISSING') : is('not-set', null),
    );
  });

  const optional = templateFlag('t_order_status_verified');
  it.each(['safe_mode', optional, 'automation_channels'] as const)(
    'D5 %s is a value, or refused by its own code',
    (flag) => {
      const judge = (raw: string) => checkFlag(flag, rawParameter(raw, 'dev')).code;

      expect(judge(flag === 'automation_channels' ? 'email' : 'true')).toBeNull();
      for (const raw of ['', ' ', '\n']) expect(judge(raw)).toBe('FLAG_EMPTY');
      for (const raw of ['ture', 'TRUE', ' true', '1', 'fax'])
        expect(judge(raw)).toBe('FLAG_INVALID');
      for (const failure of ACCOUNT_FAILURES) {
        const code = failure === 'UNDECRYPTABLE' ? 'FLAG_UNDECRYPTABLE' : 'FLAG_UNREADABLE';
        expect(checkFlag(flag, { state: 'unreadable', failure })).toMatchObject(is('fail', code));
      }
    },
  );

  const flags = (safe: string, on: string): ReadonlyMap<FlagName, ParameterReading> =>
    new Map([
      ['safe_mode', rawParameter(safe, 'staging')],
      ['automation_enabled', rawParameter(on, 'staging')],
    ]);

  it('R4.1 staging stands at its safe defaults, unless somebody says why not', () => {
    const judge = (safe: string, on: string, reason: string | null) =>
      checkStaging('staging', flags(safe, on), reason);

    expect(judge('true', 'false', null)).toMatchObject(is('pass', null));
    for (const [safe, on] of [
      ['false', 'false'],
      ['true', 'true'],
      ['false', 'true'],
    ] as const) {
      expect(judge(safe, on, null)).toMatchObject(is('fail', 'STAGING_OPEN'));
      expect(judge(safe, on, 'drill')).toMatchObject(is('warn', 'STAGING_OPEN'));
    }
  });

  it('R4.1 staging is not judged by flags that are no values, nor anybody else by staging', () => {
    for (const [safe, on] of [
      ['ture', 'false'],
      ['true', ''],
    ] as const)
      expect(checkStaging('staging', flags(safe, on), null)?.status).toBe('skipped');
    expect(checkStaging('staging', new Map(), 'drill')?.status).toBe('skipped');
    for (const name of ['dev', 'prod'] as const)
      expect(checkStaging(name, flags('false', 'true'), null)).toBeNull();
  });
});
