import { describe, expect, it } from 'vitest';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import { datasetDigest, parseDatasetLine, rowDigest } from './dataset.ts';

const parse = (line: object) => parseDatasetLine(JSON.stringify(line));
const good = { id: 'm1', text: 'hello' };

describe('R8.2 a line of a dataset', () => {
  it('needs an id and a text; a message is an e-mail and unlabelled unless it says otherwise', () => {
    expect(parse(good)).toEqual({
      ok: true,
      value: { id: 'm1', text: 'hello', channel: 'email', labels: null },
    });
  });

  it('may say more, which is ignored, and may be labelled in scope or out of it', () => {
    const labelled = {
      ...good,
      channel: 'livechat',
      intents: ['refund_request'],
      card: 'c1',
      note: 'n',
    };

    expect(parse(labelled)).toMatchObject({
      value: { channel: 'livechat', labels: { intents: ['refund_request'], isOutOfScope: false } },
    });
    expect(parse({ ...good, intents: [], outOfScope: true })).toMatchObject({
      value: { labels: { intents: [], isOutOfScope: true } },
    });
    expect(parse({ ...good, intents: [] })).toMatchObject({ value: { labels: null } });
  });

  it.each<[string, object, RegExp]>([
    ['no id', { text: 'x' }, /"id" is missing/],
    ['an id that cannot be printed', { ...good, id: 'a\u0000' }, /"id" holds characters/],
    ['no text', { id: 'm1' }, /"text" is missing/],
    ['an unknown intent', { ...good, intents: ['refunds'] }, /"intents.0" is not one of/],
    ['an unknown channel', { ...good, channel: 'fax' }, /"channel" is not one of/],
    ['an intent twice', { ...good, intents: ['refund_request', 'refund_request'] }, /twice/],
    [
      'an intent out of scope',
      { ...good, intents: ['refund_request'], outOfScope: true },
      /must be empty/,
    ],
    ['no intent in scope', { ...good, intents: [], outOfScope: false }, /is empty and/],
  ])('is refused with %s, and the cause', (_name, line, cause) => {
    const read = parse(line);

    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.cause).toMatch(cause);
  });

  it('D10 is refused without a word of what it holds', () => {
    const read = parseDatasetLine('{"id":"m1","text":"canary@example.com"');

    expect(read).toMatchObject({ ok: false, cause: 'it is not JSON' });
  });
});

describe('the digest of a dataset', () => {
  const digest = createNodeDigest();
  const rowOf = (id: string, text: string) =>
    ({ id, text, channel: 'email', labels: null }) as const;
  const of = (...rows: readonly ReturnType<typeof rowOf>[]) =>
    datasetDigest(
      rows.map((row) => rowDigest(row, digest)),
      digest,
    );

  it('knows the messages, and neither their order nor their files', () => {
    expect(of(rowOf('a', '1'), rowOf('b', '2'))).toBe(of(rowOf('b', '2'), rowOf('a', '1')));
    expect(of(rowOf('a', '1'))).not.toBe(of(rowOf('a', '2')));
    expect(of(rowOf('a', '1'))).not.toBe(of(rowOf('b', '1')));
  });

  it('is made of half a surrogate pair as well', () => {
    expect(of(rowOf('a', '\ud83d'))).toMatch(/^[0-9a-f]{64}$/);
  });
});
