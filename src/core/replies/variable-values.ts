import { z } from 'zod';
import { assertNever } from '../runtime/assert-never.ts';
import { isAllowedLink } from './links.ts';
import { TRACKING_FIELDS, type TrackingField, type VariableKind } from './template-variables.ts';

const MAX_TEXT_LENGTH = 120;
/** More parcels than any real order has; such a list is not an order's tracking. */
const MAX_PARCELS = 20;

const NAME = /^\p{L}[\p{L}' -]{0,29}$/u;
const CODE = /^#?[\p{L}\p{N}](?:[\p{L}\p{N} _./-]{0,58}[\p{L}\p{N}])?$/u;
/** Words that programs print where a person would have left a blank (incidents 10 and 17). */
const PLACEHOLDER =
  /(?:^|[^\p{L}\p{N}])(?:none|null|nil|undefined|nan|n\/a|object object)(?![\p{L}\p{N}])/iu;
/** Mail programs turn these into links or addresses, past the list of allowed hosts. */
const LINK_LIKE = /:\/\/|@|www\.|[\p{L}\p{N}]\.\p{L}{2,}/iu;

/** One parcel as it may be shown: always with a number, in the order the shop gave. */
export type TrackingView = { readonly number: string } & {
  readonly [K in TrackingField]?: string;
};

/**
 * Reads one outside value for a reply, or null when there is nothing fit to show: not text, a placeholder such as
 * `None`, the wrong form for its kind, or longer than its cap (a cut fact would be a wrong fact). Control, bidi and
 * zero-width characters never survive; Mustache tags inside a value stay plain text.
 */
export function readValue(
  value: unknown,
  kind: VariableKind,
  allowedHosts: readonly string[],
): string | null {
  const text = cleanText(value);
  if (text === null || PLACEHOLDER.test(text) || !/[\p{L}\p{N}]/u.test(text)) return null;
  return isFit(text, kind, allowedHosts) ? text : null;
}

/** Reads the list of parcels; empty for anything that is no list (a string, a number, an object: incident 10). */
export function readTracking(value: unknown, allowedHosts: readonly string[]): TrackingView[] {
  if (!Array.isArray(value) || value.length > MAX_PARCELS) return [];
  const items: readonly unknown[] = value;
  return items.flatMap((item) => {
    const parcel = readParcel(item, allowedHosts);
    return parcel === null ? [] : [parcel];
  });
}

const parcelSchema = z.object({
  company: z.unknown().optional(),
  number: z.unknown().optional(),
  url: z.unknown().optional(),
});

function readParcel(item: unknown, allowedHosts: readonly string[]): TrackingView | null {
  const parcel = parcelSchema.safeParse(item);
  if (!parcel.success) return null;
  const field = (name: TrackingField): string | null =>
    readValue(parcel.data[name], TRACKING_FIELDS[name], allowedHosts);
  const number = field('number');
  if (number === null) return null;
  const company = field('company');
  const url = field('url');
  return {
    number,
    ...(company === null ? {} : { company }),
    ...(url === null ? {} : { url }),
  };
}

function cleanText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') return null;
  return value
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

function isFit(text: string, kind: VariableKind, allowedHosts: readonly string[]): boolean {
  switch (kind) {
    case 'name':
      return NAME.test(text);
    case 'code':
      return CODE.test(text) && !LINK_LIKE.test(text);
    case 'text':
      return text.length <= MAX_TEXT_LENGTH && !LINK_LIKE.test(text);
    case 'link':
      return isAllowedLink(text, allowedHosts);
    default:
      return assertNever(kind);
  }
}
