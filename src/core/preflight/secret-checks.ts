import type { AccountFailure, SecretDescription, SecretReading } from '../environment/account.ts';
import type { EnvironmentName } from '../environment/names.ts';
import { type SecretId, TAG_KEYS } from '../environment/resource.names.ts';
import { findWebhookTokens } from '../environment/webhook-tokens.ts';
import { isElsewhere, type Place } from './account-checks.ts';
import { type Finding, failed, passed, skipped } from './check.ts';

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
export function checkSecretValues(
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

/**
 * The live values of a secret: two while a webhook token is rotated, else the one text.
 * @returns null for a list that the intake would not take either
 */
export function liveValues(id: SecretId, raw: string): readonly string[] | null {
  if (id !== 'richpanel/webhook_token' || raw.trim() === '') return [raw];
  return findWebhookTokens(raw)?.map((token) => token.reveal()) ?? null;
}

export function secretCheckId(id: SecretId, aspect?: 'tag' | 'fingerprint'): string {
  return aspect === undefined ? `secret.${id}` : `secret.${id}.${aspect}`;
}

function failureCode(failure: AccountFailure, whenDenied: string): string {
  if (failure === 'ACCESS_DENIED') return whenDenied;
  return failure === 'UNDECRYPTABLE' ? 'SECRET_UNDECRYPTABLE' : failure;
}

function checkDescription(
  checkId: string,
  description: SecretDescription,
  expected: Place,
): Finding | null {
  switch (description.outcome) {
    case 'missing':
      return failed(checkId, 'SECRET_MISSING', 'there is no such secret');
    case 'failed': {
      const code = failureCode(description.failure, 'SECRET_DESCRIBE_DENIED');
      return failed(checkId, code, 'it cannot be described');
    }
    default:
      if (description.isDeletionScheduled)
        return failed(checkId, 'SECRET_DELETION_SCHEDULED', 'it is scheduled for deletion');
      return isElsewhere(description.place, expected)
        ? failed(checkId, 'SECRET_ELSEWHERE', 'it was answered from another account or region')
        : null;
  }
}

function checkReading(checkId: string, id: SecretId, reading: SecretReading): Finding {
  switch (reading.outcome) {
    case 'missing':
      return failed(checkId, 'SECRET_MISSING', 'there is no such secret');
    case 'deletion-scheduled':
      return failed(checkId, 'SECRET_DELETION_SCHEDULED', 'it is scheduled for deletion');
    case 'empty':
      return failed(checkId, 'SECRET_EMPTY', 'it has no value yet');
    case 'failed':
      return failed(
        checkId,
        failureCode(reading.failure, 'SECRET_READ_DENIED'),
        'it is unreadable',
      );
    default: {
      const values = liveValues(id, reading.value.reveal());
      const code = values === null ? 'SECRET_SHAPE_WRONG' : checkSecretValues(id, values);
      return code === null
        ? passed(checkId, 'readable and plausible')
        : failed(checkId, code, 'its value cannot be right');
    }
  }
}

/** A secret exists, can be described and read, and its value is plausible (R2.2, incidents 19, 21). */
export function checkSecret(
  id: SecretId,
  description: SecretDescription,
  reading: SecretReading,
  expected: Place,
): Finding {
  const checkId = secretCheckId(id);
  return checkDescription(checkId, description, expected) ?? checkReading(checkId, id, reading);
}

/** The secret is tagged with this environment: a witness that a key was not copied from another one (R9.1). */
export function checkSecretTag(
  id: SecretId,
  description: SecretDescription,
  environment: EnvironmentName,
): Finding {
  const checkId = secretCheckId(id, 'tag');
  if (description.outcome !== 'described') return skipped(checkId, secretCheckId(id));
  const isOwn = description.tags.get(TAG_KEYS.environment) === environment;
  return isOwn
    ? passed(checkId, `${TAG_KEYS.environment}=${environment}`)
    : failed(
        checkId,
        'SECRET_TAG_DIFFERS',
        `its tag ${TAG_KEYS.environment} is not ${environment}`,
      );
}
