import { describe, expect, it } from 'vitest';
import {
  ACCOUNTS,
  describedSecret,
  goodSecret,
  REGION,
  registryOf,
} from '../../../test/support/preflight-fixture.ts';
import type { ACCOUNT_FAILURES, SecretDescription, SecretReading } from '../environment/account.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { checkSecret, checkSecretTag } from './secret-checks.ts';

const own = { ...registryOf().environments.dev, mayBeUnsaid: false };
const ELSEWHERE = { accountId: ACCOUNTS.prod, region: REGION };
const is = (status: string, code: string | null) => ({ status, code });

describe('R2.2 secrets', () => {
  const id = 'openai/api_key';
  const good = describedSecret('dev', goodSecret('dev', id));
  const { description: described, reading } = good;
  const text = (value: string): SecretReading => ({
    outcome: 'value',
    value: new Sensitive(value),
  });
  const away = (change: object) => ({ ...described, ...change }) as SecretDescription;
  const failedWith = (failure: (typeof ACCOUNT_FAILURES)[number]) =>
    ({ outcome: 'failed', failure }) as const;
  const rows: readonly (readonly [SecretDescription, SecretReading, string | null])[] = [
    [described, reading, null],
    [{ outcome: 'missing' }, { outcome: 'missing' }, 'SECRET_MISSING'],
    [described, { outcome: 'missing' }, 'SECRET_MISSING'],
    [failedWith('ACCESS_DENIED'), reading, 'SECRET_DESCRIBE_DENIED'],
    [described, failedWith('ACCESS_DENIED'), 'SECRET_READ_DENIED'],
    [described, failedWith('UNDECRYPTABLE'), 'SECRET_UNDECRYPTABLE'],
    [failedWith('ENDPOINT_TIMEOUT'), reading, 'ENDPOINT_TIMEOUT'],
    [described, failedWith('SERVICE_THROTTLED'), 'SERVICE_THROTTLED'],
    [away({ isDeletionScheduled: true }), reading, 'SECRET_DELETION_SCHEDULED'],
    [described, { outcome: 'deletion-scheduled' }, 'SECRET_DELETION_SCHEDULED'],
    [away({ place: ELSEWHERE }), reading, 'SECRET_ELSEWHERE'],
    [away({ place: null }), reading, 'SECRET_ELSEWHERE'],
    [described, { outcome: 'empty' }, 'SECRET_EMPTY'],
    [described, text(' '), 'SECRET_EMPTY'],
    [described, text('changeme'), 'SECRET_PLACEHOLDER'],
    [described, text('sk-short'), 'SECRET_SHAPE_WRONG'],
  ];
  it.each(rows)('are judged, case %#', (description, read, code) => {
    const found = checkSecret(id, description, read, own);

    expect(found).toMatchObject(is(code === null ? 'pass' : 'fail', code));
  });

  it('D11 refuse a list of tokens that the intake would not take', () => {
    const judge = (raw: string) =>
      checkSecret('richpanel/webhook_token', described, text(raw), own).code;
    const token = goodSecret('dev', 'richpanel/webhook_token');
    const other = goodSecret('staging', 'richpanel/webhook_token');

    expect(judge(JSON.stringify([token, other]))).toBeNull();
    expect(judge(JSON.stringify([token, 'changeme']))).toBe('SECRET_PLACEHOLDER');
    for (const bad of ['[', '[]', '[1]', JSON.stringify([token, other, token])])
      expect(judge(bad)).toBe('SECRET_SHAPE_WRONG');
  });

  it('R9.1 carry the tag of their environment', () => {
    const tagged = (tag: string) => describedSecret('dev', 'x', tag).description;

    expect(checkSecretTag(id, tagged('dev'), 'dev')).toMatchObject(is('pass', null));
    expect(checkSecretTag(id, tagged('prod'), 'dev')).toMatchObject(
      is('fail', 'SECRET_TAG_DIFFERS'),
    );
    expect(checkSecretTag(id, away({ tags: new Map() }), 'dev').code).toBe('SECRET_TAG_DIFFERS');
    expect(checkSecretTag(id, { outcome: 'missing' }, 'dev')).toMatchObject(
      is('skipped', 'CHECK_SKIPPED'),
    );
  });
});
