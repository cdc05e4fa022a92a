import { describe, expect, it } from 'vitest';
import type { TransportResult } from '../outbound/transport.ts';
import { toReadAnswer, toWriteOutcome } from './answers.ts';
import { parseLinkedOrder } from './parse-ticket.ts';

const answered = (status: number, body = '{}'): TransportResult => ({
  outcome: 'answered',
  status,
  headers: {},
  body,
});
type Failure = Extract<TransportResult, { outcome: 'failed' }>['reason'];
const failed = (reason: Failure): TransportResult => ({ outcome: 'failed', reason });

describe('D7, I9: what is known after a write', () => {
  it.each<[TransportResult, object]>([
    [answered(200), { outcome: 'accepted' }],
    [answered(200, ''), { outcome: 'accepted' }],
    [answered(200, 'OK'), { outcome: 'accepted' }],
    [answered(204, ''), { outcome: 'accepted' }],
    [answered(200, '{"ok":tr'), { outcome: 'unknown', code: 'VENDOR_TRUNCATED' }],
    [answered(400, ' {"error'), { outcome: 'unknown', code: 'VENDOR_TRUNCATED' }],
    [answered(400), { outcome: 'unsent', code: 'VENDOR_REJECTED' }],
    [answered(401), { outcome: 'unsent', code: 'VENDOR_REJECTED' }],
    [answered(403), { outcome: 'unsent', code: 'VENDOR_REJECTED' }],
    [answered(404), { outcome: 'unsent', code: 'VENDOR_NOT_FOUND' }],
    [answered(409), { outcome: 'unsent', code: 'VENDOR_REJECTED' }],
    [answered(413, 'too large'), { outcome: 'unsent', code: 'VENDOR_REJECTED' }],
    [answered(429), { outcome: 'unsent', code: 'VENDOR_RATE_LIMITED', retryAfterMs: 5_000 }],
    [answered(408), { outcome: 'unknown', code: 'VENDOR_STATUS_UNEXPECTED' }],
    [answered(499), { outcome: 'unknown', code: 'VENDOR_STATUS_UNEXPECTED' }],
    [answered(302), { outcome: 'unknown', code: 'VENDOR_STATUS_UNEXPECTED' }],
    [answered(500), { outcome: 'unknown', code: 'VENDOR_FAILED' }],
    [answered(503), { outcome: 'unknown', code: 'VENDOR_FAILED' }],
    [failed('not-connected'), { outcome: 'unsent', code: 'VENDOR_NOT_CONNECTED' }],
    [failed('connect-timeout'), { outcome: 'unsent', code: 'VENDOR_NOT_CONNECTED' }],
    [failed('timeout'), { outcome: 'unknown', code: 'VENDOR_TIMEOUT' }],
    [failed('reset'), { outcome: 'unknown', code: 'VENDOR_RESET' }],
    [failed('truncated'), { outcome: 'unknown', code: 'VENDOR_TRUNCATED' }],
    [failed('too-large'), { outcome: 'unknown', code: 'VENDOR_ANSWER_TOO_LARGE' }],
  ])('%o', (result, expected) => {
    expect(toWriteOutcome(result, 5_000)).toEqual(expected);
  });
});

describe('what a read gives', () => {
  it('gives the JSON of a 200, and nothing for 404', () => {
    expect(toReadAnswer(answered(200, '{"a":1}'), null)).toEqual({ json: { a: 1 } });
    expect(toReadAnswer(answered(200, 'null'), null)).toEqual({ json: null });
    expect(toReadAnswer(answered(404, 'anything'), null)).toBeNull();
  });

  it.each<[TransportResult, object]>([
    [answered(200, '{"Canary'), { code: 'VENDOR_ANSWER_INVALID', disposition: 'retry' }],
    [answered(200, ''), { code: 'VENDOR_ANSWER_INVALID' }],
    [answered(204, ''), { code: 'VENDOR_ANSWER_INVALID' }],
    [answered(302, 'Canary'), { code: 'VENDOR_ANSWER_INVALID', context: { status: 302 } }],
    [answered(400, 'Canary'), { code: 'VENDOR_REJECTED', disposition: 'fail' }],
    [answered(401, 'Canary'), { code: 'VENDOR_REJECTED', disposition: 'retry' }],
    [answered(403, 'Canary'), { code: 'VENDOR_REJECTED', disposition: 'retry' }],
    [answered(429, 'Canary'), { code: 'VENDOR_RATE_LIMITED', retryAfterMs: 5_000 }],
    [answered(408, 'Canary'), { code: 'VENDOR_UNAVAILABLE' }],
    [answered(500, 'Canary'), { code: 'VENDOR_UNAVAILABLE', context: { status: 500 } }],
    [failed('not-connected'), { code: 'VENDOR_UNAVAILABLE' }],
    [failed('timeout'), { code: 'VENDOR_UNAVAILABLE' }],
    [failed('truncated'), { code: 'VENDOR_UNAVAILABLE' }],
    [failed('too-large'), { code: 'VENDOR_ANSWER_INVALID' }],
  ])('fails as it must: %o', (result, expected) => {
    let thrown: unknown = null;
    try {
      toReadAnswer(result, 5_000);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject(expected);
    expect(String(thrown) + JSON.stringify(thrown)).not.toContain('Canary');
  });
});

describe('the linked order', () => {
  it.each([
    [
      { orderId: 'o', appClientId: 'c' },
      { outcome: 'found', orderId: 'o', appClientId: 'c' },
    ],
    [
      { orderId: 12, appClientId: 7 },
      { outcome: 'found', orderId: '12', appClientId: '7' },
    ],
    [{}, { outcome: 'none' }],
    [{ orderId: null, appClientId: null }, { outcome: 'none' }],
    [{ orderId: 'o' }, { outcome: 'none' }],
    [{ orderId: '', appClientId: 'c' }, { outcome: 'none' }],
  ])('%o', (answer, expected) => {
    expect(parseLinkedOrder(answer)).toEqual(expected);
  });

  it.each([null, [], 'x', { orderId: {}, appClientId: 'c' }, { orderId: '..', appClientId: 'c' }])(
    'refuses %o',
    (answer) => {
      expect(() => parseLinkedOrder(answer)).toThrow(
        expect.objectContaining({ code: 'VENDOR_ANSWER_INVALID' }),
      );
    },
  );
});
