const ESCAPE = '\u001B';
const EIGHT_BIT_CSI = '\u009B';
const CSI_REST = /^\[?[0-9;:?<=>]{0,40}[ -/]{0,4}[@-~]/;
const MANY_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * A string that is safe to show on a terminal or a page: one line, no control, ANSI, bidi or zero-width characters,
 * at most `maxLength` UTF-16 units (the last one an ellipsis where something was cut). It does not hide personal data and does
 * not escape HTML: the page does that.
 */
export function printable(text: string, maxLength = 200): string {
  // Bounded before any work: a long escape flood costs no more than four times what is shown.
  const bounded = cutTo(text, maxLength * 4 + 64);
  const oneLine = removeInvisible(dropAnsi(bounded))
    .replace(/\s+/gu, ' ')
    .replace(MANY_MARKS, '$1')
    .trim();
  if (oneLine.length <= maxLength && bounded.length === text.length) return oneLine;
  return `${cutTo(oneLine, Math.max(0, maxLength - 1))}…`;
}

function dropAnsi(text: string): string {
  const [head, ...rest] = text.replaceAll(EIGHT_BIT_CSI, `${ESCAPE}[`).split(ESCAPE);
  return (head ?? '') + rest.map((piece) => piece.replace(CSI_REST, '')).join('');
}

/** Format characters (zero-width, bidi, soft hyphen, tags) and everything unassigned or private. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0\uFE00-\uFE0F]/gu;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029\u000B\u000C]/gu;
const CONTROLS_BUT_NEWLINE = /[^\P{Cc}\n]/gu;

/**
 * Removes what a reader cannot see: zero-width, bidi, private-use and unassigned characters vanish, every kind of
 * line break becomes `\n`, every other control character (tabs included) a space. Unpaired surrogates become U+FFFD.
 */
export function removeInvisible(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROLS_BUT_NEWLINE, ' ');
}

/** Cuts to at most `maxLength` UTF-16 units without splitting a surrogate pair. */
export function cutTo(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength);
}

/** A replacement can bring two leftovers together, so passes repeat until nothing changes. */
const MAX_PASSES = 4;

/**
 * Replaces what points at a person or an order by typed placeholders: `[email]`, `[url]`, `[order]`, `[phone]`,
 * `[card]`, `[account]`, `[tracking]`, `[number]`, `[address]`, `[postcode]`, `[name]`. Idempotent, linear in the
 * length of the text, never throws.
 *
 * Addresses and names are best effort: redacted text is still not fit for logs or stores, only for understanding.
 */
export function redactText(text: string): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = redactOnce(current);
    if (next === current) return current;
    current = next;
  }
  return current;
}

function redactOnce(text: string): string {
  const withoutContacts = replaceUrls(
    replaceSpelledEmails(replaceEmails(text, '[email]'), '[email]'),
    '[url]',
  );
  return replaceNumbers(replaceAddresses(replaceOrderNumbers(replaceNames(withoutContacts))));
}

/** What may stand in an e-mail address beside the `@`; everything else ends it. */
const ADDRESS_STOP = /[\s<>()[\]{},;:"|\\/]/u;

/**
 * Replaces every e-mail address by `placeholder`. It walks outwards from each `@`, so that an endless local part
 * costs one pass and none of it is left behind.
 */
export function replaceEmails(text: string, placeholder: string): string {
  if (!text.includes('@')) return text;
  const output: string[] = [];
  let done = 0;
  let at = text.indexOf('@');
  while (at !== -1) {
    const from = walk(text, at - 1, -1, done) + 1;
    const to = walk(text, at + 1, 1, text.length - 1);
    if (from < at && to > at + 1) {
      output.push(text.slice(done, from), placeholder);
      done = to;
    }
    at = text.indexOf('@', Math.max(at + 1, done));
  }
  output.push(text.slice(done));
  return output.join('');
}

/** The first position, going `step` by `step`, that does not belong to an address; never past `limit`. */
function walk(text: string, start: number, step: 1 | -1, limit: number): number {
  let position = start;
  while (step * position <= step * limit) {
    const sign = text[position] ?? ' ';
    if (ADDRESS_STOP.test(sign)) break;
    position += step;
  }
  return position;
}

const SPELLED_EMAIL =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}._+-]{1,64}(?: ?[([{]at[)\]}] ?| at (?=[\p{L}\p{N}-]{1,63} (?:dot|punkt|punto|point) ))[\p{L}\p{N}-]{1,63}(?: ?[([{](?:dot|punkt|punto|point)[)\]}] ?| (?:dot|punkt|punto|point) |\.)[\p{L}]{2,12}(?![\p{L}\p{N}])/giu;

const URL_WITH_SCHEME = /(?:https?|ftp):\/\/[^\s<>"]+|(?<![\p{L}\p{N}])www\.[^\s<>"]+/giu;

const BARE_HOST =
  /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}(?:com|net|org|info|biz|co|io|shop|store|de|fr|es|it|nl|pt|uk|us|eu|ca|au|me|ly|app|link|page|to)(?:\/[^\s<>"]*)?(?![\p{L}\p{N}-])/giu;

export function replaceSpelledEmails(text: string, placeholder: string): string {
  return text.replace(SPELLED_EMAIL, placeholder);
}

/** Replaces links and bare host names. Run it after the e-mail addresses are gone. */
export function replaceUrls(text: string, placeholder: string): string {
  return text.replace(URL_WITH_SCHEME, placeholder).replace(BARE_HOST, placeholder);
}

/** The words for "order" that introduce an order number, in the languages we see most. */
const ORDER_WORDS =
  'order|orders|ordernumber|order-number|purchase|invoice|confirmation|pedido|orden|compra|encomenda|commande|bestellung|bestellnummer|auftrag|auftragsnummer|ordine|acquisto|bestelling|bestelnummer|ordernummer|reference|ref';

const NUMBER_WORDS =
  '(?: ?(?:number|numbers|num|nr|no|id|code|ref|reference|confirmation|numero|número|nummer|n°|nº|#|is|was))';

/** `#1234`, `order 1001`, `order no. AB-1001`; the number is in group 2, what introduces it in group 1. */
export const ORDER_NUMBER = new RegExp(
  `((?<![\\p{L}\\p{N}&#])(?:${ORDER_WORDS})${NUMBER_WORDS}{0,3}[ .:#-]{0,4}|(?<![\\p{L}\\p{N}&#/])# ?)` +
    '([A-Za-z]{0,6}-?\\d{3,17}(?:-[A-Za-z0-9]{1,6})?)(?![\\p{L}\\p{N}@])',
  'giu',
);

const IBAN =
  /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu;

const CARD = /(?<![\p{L}\p{N}])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\p{L}\p{N}])/gu;

const TRACKING =
  /(?<![\p{L}\p{N}])(?:1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}|TBA\d{10,14}|[A-Z]{1,5}\d{10,24}|\d{12,34}|(?:\d{4} ){4,7}\d{2,4})(?![\p{L}\p{N}])/giu;

/** Seven digits or more with the usual separators, `+` and brackets. */
const PHONE = /(?<![\p{L}\p{N}])(?:\+|00)?\(?\d(?:[ ()./-]{0,2}\d){6,17}(?![\p{L}\p{N}])/gu;

/** Whatever is left and long enough to point at a person, an order or a parcel. */
const LONG_NUMBER =
  /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}-]{0,40}\d[\p{L}\p{N}-]{0,40})[\p{L}\p{N}-]{0,40}\d{4}[\p{L}\p{N}-]{0,40}/gu;

const YEAR = /^(?:19|20)\d{2}$/;

function replaceOrderNumbers(text: string): string {
  return text.replace(ORDER_NUMBER, (_whole, intro: string) => `${intro.replace('#', '')}[order]`);
}

/** Cards and accounts, tracking numbers, phone numbers, then every other number of four digits or more but a year. */
function replaceNumbers(text: string): string {
  return text
    .replace(IBAN, '[account]')
    .replace(TRACKING, '[tracking]')
    .replace(CARD, '[card]')
    .replace(PHONE, '[phone]')
    .replace(LONG_NUMBER, (found) => (YEAR.test(found) ? found : '[number]'));
}

const SURE_STREETS =
  'street|avenue|ave|road|rd|lane|ln|boulevard|blvd|highway|hwy|parkway|pkwy|crescent|terrace';

/** Ordinary words when written small: "2 days on the way". */
const CAPITAL_STREETS =
  'St|Street|Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq|Close|Circle|Cir|Trail|Loop|Row';

const HOUSE = '(?<![\\p{L}\\p{N}])\\d{1,6}[A-Za-z]?,? ';
const UNIT = '(?:,? (?:apt|apartment|unit|suite|ste|flat|#)\\.? ?[\\p{L}\\p{N}-]{1,8})?';

const ADDRESSES: readonly RegExp[] = [
  new RegExp(
    `${HOUSE}(?:[\\p{L}\\p{N}.'’-]{1,30} ){1,4}(?:${SURE_STREETS})(?![\\p{L}\\p{N}])\\.?${UNIT}`,
    'giu',
  ),
  new RegExp(
    `${HOUSE}(?:\\p{Lu}[\\p{L}.'’-]{0,30} ){1,4}(?:${CAPITAL_STREETS})(?![\\p{L}\\p{N}])\\.?${UNIT}`,
    'gu',
  ),
  /(?<![\p{L}\p{N}])[\p{L}-]{2,40}(?:straße|strasse|str\.|gasse|weg|platz|allee|straat|laan|plein|gracht)\.? ?\d{1,4} ?[a-zA-Z]?(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}])\d{1,4}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|allée|place|impasse|quai)(?: [\p{L}'’-]{1,30}){1,5}/gu,
  /(?<![\p{L}\p{N}])(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]aseo|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Rr]ua|[Tt]ravessa|[Pp]raça)(?: (?:de|del|della|di|da|do|dos|das|la|las|los))?(?: \p{Lu}[\p{L}.'’-]{0,30}){1,4},? (?:n\.?[º°]? ?)?\d{1,5}[a-zA-Z]?(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])p\.? ?o\.? box \d{1,8}/giu,
];

const POSTCODES: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])[A-Z]{2},? \d{5}(?:-\d{4})?(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[A-Z]\d[A-Z] \d[A-Z]\d(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\d{4} ?[A-Z]{2}(?![\p{L}\p{N}])/gu,
];

const NAME_INTRO =
  "((?<![\\p{L}\\p{N}])(?:my (?:full )?name(?:'s|’s| is)|name ?:|me llamo|mi nombre es|je m[’']appelle|mon nom est|ich heiße|ich heisse|mein name ist|mi chiamo|il mio nome è|o meu nome é|meu nome é|me chamo|mijn naam is|ik heet)[ :]{1,3})";

const NAME = new RegExp(
  `${NAME_INTRO}(\\p{L}[\\p{L}'’.-]{0,30})((?: \\p{Lu}[\\p{L}'’.-]{0,30}){0,3})`,
  'giu',
);

const SURNAME_SMALL = /^( \p{L}[\p{L}'’-]{1,30})(?=\s*(?:[.,;:!?\n]|and\b|$))/u;
const CAPITALISED = /^(?: \p{Lu}[\p{L}'’.-]{0,30}){0,3}/u;

/** Street addresses and postcodes, as far as patterns can tell. */
function replaceAddresses(text: string): string {
  const withoutStreets = ADDRESSES.reduce(
    (rest, pattern) => rest.replace(pattern, '[address]'),
    text,
  );
  return POSTCODES.reduce((rest, pattern) => rest.replace(pattern, '[postcode]'), withoutStreets);
}

/** The name that follows "my name is": one word, and the capitalised ones or the single last one after it. */
function replaceNames(text: string): string {
  const output: string[] = [];
  let done = 0;
  for (const match of text.matchAll(NAME)) {
    const intro = match[1] ?? '';
    const first = match[2] ?? '';
    const start = match.index + intro.length;
    if (start < done) continue;
    const after = text.slice(start + first.length, start + first.length + 140);
    const more = CAPITALISED.exec(after)?.[0] || (SURNAME_SMALL.exec(after)?.[1] ?? '');
    output.push(text.slice(done, start), '[name]');
    done = start + first.length + more.length;
  }
  output.push(text.slice(done));
  return output.join('');
}
