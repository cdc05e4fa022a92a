import { describe, expect, it } from 'vitest';
import {
  ACCOUNTS,
  REGION,
  rawParameter,
  registryOf,
  START_MS,
} from '../../../test/support/preflight-fixture.ts';
import {
  ACCOUNT_FAILURES,
  type CallerReading,
  type ParameterReading,
} from '../environment/account.ts';
import {
  checkCaller,
  checkClock,
  checkConfigured,
  checkCredentials,
  checkMarker,
  checkRegion,
} from './account-checks.ts';

const registry = registryOf();
const own = { ...registry.environments.dev, mayBeUnsaid: false };
const expected = { ...own, extraWitness: null };
const callerOf = (accountId: string): CallerReading => ({
  outcome: 'caller',
  accountId,
  serverTimeMs: START_MS,
});
const is = (status: string, code: string | null) => ({ status, code });

describe('R2.1 the account', () => {
  it('refuses a placeholder id, and takes any other', () => {
    expect(checkConfigured('000000000000')).toMatchObject(is('fail', 'ACCOUNT_NOT_CONFIGURED'));
    expect(checkConfigured(ACCOUNTS.dev)).toMatchObject(is('pass', null));
  });

  it('refuses another region than the environment has', () => {
    expect(checkRegion('eu-west-1', REGION)).toMatchObject(is('fail', 'REGION_DIFFERS'));
    expect(checkRegion(REGION, REGION)).toMatchObject(is('pass', null));
  });

  it.each(ACCOUNT_FAILURES)('tells %s from every other reason, and skips the caller', (failure) => {
    const reading: CallerReading = { outcome: 'failed', failure, serverTimeMs: null };
    const code = failure === 'ACCESS_DENIED' ? 'CREDENTIALS_DENIED' : failure;

    expect(checkCredentials(reading)).toMatchObject(is('fail', code));
    expect(checkCaller(reading, expected, registry)).toMatchObject(is('skipped', 'CHECK_SKIPPED'));
  });

  it('incident 20 names both accounts, and whose the wrong one is', () => {
    const found = checkCaller(callerOf(ACCOUNTS.prod), expected, registry);

    expect(found).toMatchObject(is('fail', 'ACCOUNT_DIFFERS'));
    expect(found.detail).toContain(ACCOUNTS.dev);
    expect(found.detail).toContain(`${ACCOUNTS.prod} (prod)`);
    expect(checkCaller(callerOf('123456789012'), expected, registry).detail).not.toContain('(');
    expect(checkCaller(callerOf(ACCOUNTS.dev), expected, registry)).toMatchObject(is('pass', null));
    expect(checkCredentials(callerOf(ACCOUNTS.prod))).toMatchObject(is('pass', null));
  });

  it('takes --expect-account for one more witness, never for an override', () => {
    const witnessed = (extraWitness: string, accountId: string) =>
      checkCaller(callerOf(accountId), { ...own, extraWitness }, registry).code;

    expect(witnessed(ACCOUNTS.dev, ACCOUNTS.dev)).toBeNull();
    expect(witnessed(ACCOUNTS.prod, ACCOUNTS.dev)).toBe('ACCOUNT_NOT_EXPECTED');
    expect(witnessed(ACCOUNTS.prod, ACCOUNTS.prod)).toBe('ACCOUNT_DIFFERS');
  });

  it('tells a skewed clock in either direction, and warns where no time was sent', () => {
    expect(checkClock(START_MS + 60_000, START_MS)).toMatchObject(is('pass', null));
    expect(checkClock(START_MS + 61_000, START_MS)).toMatchObject(is('fail', 'CLOCK_SKEWED'));
    expect(checkClock(START_MS - 61_000, START_MS)).toMatchObject(is('fail', 'CLOCK_SKEWED'));
    expect(checkClock(null, START_MS)).toMatchObject(is('warn', 'CLOCK_UNKNOWN'));
  });
});

describe('R9.1 the marker', () => {
  const markers: readonly (readonly [string, ParameterReading, string | null])[] = [
    ['its own', rawParameter('dev', 'dev'), null],
    ['none', { state: 'missing' }, 'MARKER_MISSING'],
    ['another environment', rawParameter('prod', 'dev'), 'MARKER_DIFFERS'],
    ['a look-alike', rawParameter('dev ', 'dev'), 'MARKER_DIFFERS'],
    ['another account', rawParameter('dev', 'prod'), 'MARKER_ELSEWHERE'],
    ['no place', { state: 'raw', raw: 'dev', version: 1, place: null }, 'MARKER_ELSEWHERE'],
    ['no answer', { state: 'unreadable', failure: 'ACCESS_DENIED' }, 'MARKER_UNREADABLE'],
  ];
  it('may leave its place unsaid where an emulator answers', () => {
    const unplaced: ParameterReading = { state: 'raw', raw: 'dev', version: 1, place: null };

    expect(checkMarker(unplaced, 'dev', { ...own, mayBeUnsaid: true }).status).toBe('pass');
  });

  it.each(markers)('that says %s is judged', (_, reading, code) => {
    expect(checkMarker(reading, 'dev', own)).toMatchObject(
      is(code === null ? 'pass' : 'fail', code),
    );
  });
});
