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
export function replaceAddresses(text: string): string {
  const withoutStreets = ADDRESSES.reduce(
    (rest, pattern) => rest.replace(pattern, '[address]'),
    text,
  );
  return POSTCODES.reduce((rest, pattern) => rest.replace(pattern, '[postcode]'), withoutStreets);
}

/** The name that follows "my name is": one word, and the capitalised ones or the single last one after it. */
export function replaceNames(text: string): string {
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
