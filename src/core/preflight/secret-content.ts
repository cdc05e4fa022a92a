import type { SecretId } from '../environment/resource.names.ts';

/** Words that people leave where a value should be (incident 19). */
const PLACEHOLDERS = /changeme|todo|x{3,}|example|dummy|placeholder|replaceme|tbd/g;
/** Words so long that no random key holds one by chance; whatever stands around them. */
const CERTAIN =
  /changeme|replaceme|placeholder|yourkey|yourtoken|yoursecret|yourapikey|yourrichpanel|youropenai/;
/** What stands around them: `your-example-key-here2`, and the vendors' own prefixes. */
const FILLERS =
  /your|the|my|for|api|key|token|secret|value|here|agent|admin|webhook|richpanel|shopify|openai|proj|shpat|sk|staging|production|prod|dev|test|\d/g;
/** Three and more, because an id may well be `7` or `11`. */
const ONE_CHARACTER = /^(.)\1{2,}$/u;
const TOKEN_MIN_LENGTH = 16;

/** Only what is certain; a vendor may change the rest without telling. */
const SHAPES: Readonly<Record<SecretId, RegExp>> = {
  'richpanel/webhook_token': /^[\x21-\x7e]{16,512}$/,
  'richpanel/api_key': /^[\x21-\x7e]+$/,
  'richpanel/bot_agent_id': /^\S(.*\S)?$/,
  'shopify/admin_api_token': /^shpat_[0-9a-fA-F]{32}$/,
  'openai/api_key': /^sk-[\x21-\x7e]{20,}$/,
};

/** Letters and digits alone, so that `CHANGE_ME` and `<todo>` are seen as what they are. */
function bare(value: string): string {
  return value.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** True for text that stands for a value nobody has filled in: a known word, repeated or dressed up, or one character. */
export function isPlaceholder(value: string): boolean {
  const word = bare(value.replace(/^(shpat_|sk-)/, ''));
  if (word === '') return value.trim() !== '';
  if (ONE_CHARACTER.test(word) || CERTAIN.test(word)) return true;
  // Cut to nothing by fillers alone, it is no known word: an id may be `agent`.
  const cut = word.replaceAll(PLACEHOLDERS, '');
  return cut !== word && cut.replaceAll(FILLERS, '') === '';
}

/**
 * What is certainly wrong with the values of a secret, or null. The values never leave this function.
 * @param values one, or the two live ones of a webhook token
 */
export function judgeSecretValues(
  id: SecretId,
  values: readonly string[],
): 'SECRET_EMPTY' | 'SECRET_PLACEHOLDER' | 'SECRET_SHAPE_WRONG' | null {
  if (values.length === 0 || values.some((value) => value.trim() === '')) return 'SECRET_EMPTY';
  if (values.some(isPlaceholder)) return 'SECRET_PLACEHOLDER';
  return values.every((value) => SHAPES[id].test(value)) ? null : 'SECRET_SHAPE_WRONG';
}

/** True where a fingerprint may be kept: not of short values, which could be guessed, nor of an id that is no secret. */
export function isFingerprinted(id: SecretId, value: string): boolean {
  return id !== 'richpanel/bot_agent_id' && value.length >= TOKEN_MIN_LENGTH;
}
