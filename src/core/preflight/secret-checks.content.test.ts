import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodSecret } from '../../../test/support/preflight-fixture.ts';
import { SECRET_IDS, type SecretId } from '../environment/resource.names.ts';
import { checkSecretValues, isFingerprinted, isPlaceholder } from './secret-checks.ts';

const ALPHABET = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
/** As long as a key is; what stands in it is drawn, not made up. */
const key = fc
  .array(fc.constantFrom(...ALPHABET), { minLength: 20, maxLength: 48 })
  .map((characters) => characters.join(''));
const word = fc.constantFrom('changeme', 'todo', 'xxx', 'example', 'dummy');
/** Those that may stand in a drawn key by chance; the longer ones cannot. */
const shortWord = fc.constantFrom('todo', 'xxx', 'example', 'dummy');

describe('incident 19 a placeholder is no secret', () => {
  it.each([
    'changeme',
    'CHANGE_ME',
    'change-me-123',
    'changemechangeme',
    'todo',
    '<todo>',
    '[TODO]',
    'TODO: todo',
    'xxx',
    'xxxx',
    'xxxxx-xxxx-xxxxxxx',
    'your-key-xxxx',
    'changeme-dev-webhook',
    'changeme-9f2c41',
    'dummy-webhook-for-test',
    'example-richpanel-key',
    'placeholder_richpanel_key',
    'YOUR_RICHPANEL_API_KEY',
    'sk-proj-xxxxxxxxxxxxxxxxxxxx',
    'example',
    'example-webhook-token',
    'your-example-key-here',
    'dummy',
    'dummy_token_1',
    'placeholder',
    'replace-me',
    `sk-${'x'.repeat(24)}`,
    'sk-your-example-api-key-here',
    `shpat_${'0'.repeat(32)}`,
    'aaa',
    '----------------',
    '000000000000000000',
  ])('sees through %s', (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each([
    '7',
    '11',
    'agent-42',
    'agent',
    'xylophone-9',
    'sk-ab',
    'todos-los-santos',
    'tokentoken',
  ])('lets %s be', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });

  it('takes a drawn key for what it is, even where a known word stands in it', () => {
    fc.assert(
      fc.property(key, shortWord, fc.nat(), (drawn, known, at) => {
        // One key in many millions is all fillers; such a one is no key.
        fc.pre(new Set(drawn.toLowerCase()).size > 10);
        const place = at % drawn.length;

        expect(isPlaceholder(drawn)).toBe(false);
        expect(isPlaceholder(drawn.slice(0, place) + known + drawn.slice(place))).toBe(false);
      }),
    );
  });

  it('finds a known word however it is written, repeated and dressed up', () => {
    const dress = fc.constantFrom('', '_', '-', '<', '>', ' ', '"', '1', '2024');
    const written = fc.tuple(dress, word, dress, fc.boolean()).map(([before, known, after, up]) => {
      return before + (up ? known.toUpperCase() : known) + after;
    });
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(isPlaceholder(parts.join(''))).toBe(true);
      }),
    );
  });

  it('finds one repeated character, whichever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALPHABET), fc.integer({ min: 3, max: 64 }), (one, count) => {
        expect(isPlaceholder(one.repeat(count))).toBe(true);
      }),
    );
  });
});

describe('R2.2 a value has the shape that its vendor gives it', () => {
  it.each(SECRET_IDS)('takes a good %s', (id) => {
    expect(checkSecretValues(id, [goodSecret('prod', id)])).toBeNull();
  });

  const wrong: readonly (readonly [SecretId, string])[] = [
    ['richpanel/webhook_token', 'short-token-15c'],
    ['richpanel/webhook_token', 'with a blank in the middle'],
    ['richpanel/webhook_token', `${goodSecret('dev', 'richpanel/webhook_token')}\n`],
    ['richpanel/api_key', 'two words'],
    ['richpanel/api_key', 'clé-à-molette'],
    ['richpanel/bot_agent_id', ' agent-42'],
    ['richpanel/bot_agent_id', 'agent-42\n'],
    ['shopify/admin_api_token', `shppa_${'0123456789abcdef'.repeat(2)}`],
    ['shopify/admin_api_token', `shpat_${'0123456789abcdef'.repeat(2)}0`],
    ['shopify/admin_api_token', `shpat_${'0123456789abcdeg'.repeat(2)}`],
    ['openai/api_key', `sk-${'ab1'.repeat(6)}c`],
    ['openai/api_key', `pk-${'ab1'.repeat(10)}`],
  ];
  it.each(wrong)('refuses a %s that is certainly wrong', (id, value) => {
    expect(checkSecretValues(id, [value])).toBe('SECRET_SHAPE_WRONG');
  });

  it('draws the line of length exactly where it says', () => {
    expect(checkSecretValues('richpanel/webhook_token', ['ab1de'.repeat(3)])).not.toBeNull();
    expect(checkSecretValues('richpanel/webhook_token', [`${'ab1de'.repeat(3)}f`])).toBeNull();
    expect(
      checkSecretValues('openai/api_key', [`sk-${'ab1de'.repeat(4).slice(1)}`]),
    ).not.toBeNull();
    expect(checkSecretValues('openai/api_key', [`sk-${'ab1de'.repeat(4)}`])).toBeNull();
  });

  it('D11 judges both live tokens: one bad one is enough', () => {
    const id = 'richpanel/webhook_token';
    const good = goodSecret('dev', id);

    expect(checkSecretValues(id, [good, goodSecret('staging', id)])).toBeNull();
    expect(checkSecretValues(id, [good, 'changeme'])).toBe('SECRET_PLACEHOLDER');
    expect(checkSecretValues(id, ['short-1', good])).toBe('SECRET_SHAPE_WRONG');
    expect(checkSecretValues(id, [good, ' '])).toBe('SECRET_EMPTY');
    expect(checkSecretValues(id, [])).toBe('SECRET_EMPTY');
  });

  it('R6.1 keeps a fingerprint of nothing that could be guessed', () => {
    expect(isFingerprinted('richpanel/api_key', 'a1'.repeat(8))).toBe(true);
    expect(isFingerprinted('richpanel/api_key', 'a1'.repeat(8).slice(1))).toBe(false);
    expect(isFingerprinted('richpanel/bot_agent_id', 'agent-'.repeat(8))).toBe(false);
  });
});
