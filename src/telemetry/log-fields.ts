import { ENVIRONMENT_NAMES } from '../core/environment/names.ts';
import { EFFECT_NAMES } from '../core/gate/effects.ts';
import { INTENT_IDS } from '../core/intents/taxonomy.ts';
import { TEMPLATE_IDS } from '../core/replies/template-ids.ts';
import type { LogFields } from '../core/runtime/telemetry.ts';

/** What stands where a value was withheld. */
export const WITHHELD = '[redacted]';

type Check = (value: unknown) => boolean;

function textLike(form: RegExp): Check {
  return (value) => typeof value === 'string' && form.test(value);
}

function oneOf(words: readonly string[]): Check {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value) => known.has(value);
}

function numberUpTo(max: number): Check {
  return (value) => typeof value === 'number' && Math.abs(value) <= max;
}

const MAX_CODES = 32;
const isCode = textLike(/^[A-Z][A-Z0-9_]{1,63}$/);
const isCodeList: Check = (value) =>
  Array.isArray(value) && value.length <= MAX_CODES && value.every(isCode);
/** One of our own 26-character ids, perhaps with the kind of job before it. */
const isOwnId = textLike(/^(?:[a-z]{1,12}-)?[a-z0-9]{26}$/);
/** An HMAC in hexadecimal. Digits alone could be somebody's tracking or card number. */
const isReference = textLike(/^(?:[a-z]{1,12}[-_:])?(?=[0-9a-f]*[a-f])[0-9a-f]{24,64}$/);
/** Too small for a phone, tracking or card number. */
const isFigure = numberUpTo(999_999_999);

/**
 * The allow-list: every field a line may hold and the form its value must have. The forms are narrow on purpose:
 * closed sets where there is one, and no spaces, no `@`, no long numbers elsewhere, so that text, addresses and numbers
 * of customers do not fit even where a caller puts them into a field that exists.
 */
const FIELD_CHECKS: { readonly [Name in keyof Required<LogFields>]: Check } = {
  deliveryId: isOwnId,
  jobId: isOwnId,
  ticketRef: isReference,
  workItemRef: isReference,
  environment: oneOf(ENVIRONMENT_NAMES),
  effect: oneOf(EFFECT_NAMES),
  outcome: textLike(/^[a-z][a-zA-Z-]{1,29}$/),
  code: isCode,
  codes: isCodeList,
  intent: oneOf(INTENT_IDS),
  templateId: oneOf(TEMPLATE_IDS),
  attempt: isFigure,
  status: isFigure,
  count: isFigure,
  bytes: isFigure,
  durationMs: isFigure,
  delayMs: isFigure,
  port: numberUpTo(65_535),
  digest: textLike(/^(?:sha256:)?(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}$/),
  vendor: oneOf(['richpanel', 'shopify', 'model', 'aws']),
};

const CHECKS: ReadonlyMap<string, Check> = new Map(Object.entries(FIELD_CHECKS));

/** Fields that may be written, and how many were dropped or withheld on the way. */
export interface ScreenedFields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly withheld: number;
}

/**
 * Lets through what is on the allow-list and has its field's form. A field that is not listed is dropped; a value
 * without the form is replaced by `[redacted]`; both are counted. A field that is undefined is no field.
 */
export function screenFields(given: object): ScreenedFields {
  const fields: Record<string, unknown> = {};
  let withheld = 0;
  for (const [name, raw] of Object.entries(given) as [string, unknown][]) {
    if (raw === undefined) continue;
    const isFit = CHECKS.get(name);
    if (isFit === undefined) {
      withheld += 1;
      continue;
    }
    // A list is copied first: what was checked is what is written.
    const value = typeof raw === 'object' && Array.isArray(raw) ? Array.from<unknown>(raw) : raw;
    if (isFit(value)) {
      fields[name] = value;
    } else {
      fields[name] = WITHHELD;
      withheld += 1;
    }
  }
  return { fields, withheld };
}
