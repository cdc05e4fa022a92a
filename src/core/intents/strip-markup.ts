const BLOCK_TAGS = new Set(
  'address article aside blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

const INLINE_TAGS = new Set(
  'a abbr acronym area b base basefont bdi bdo big body button caption cite code col colgroup data del dfn em font html i img input ins kbd label link map mark meta o:p param picture q s samp small source span strike strong sub sup svg tt u var video wbr'.split(
    ' ',
  ),
);

/** Elements whose content a reader never sees. */
const HIDDEN_TAGS = new Set(['head', 'script', 'style', 'title', 'template', 'noscript']);
const TAG_NAME = /^\/?([a-zA-Z][a-zA-Z0-9:]{0,15})(?=[\s/>]|$)/;
const MARKUP = /[<&]/;

/**
 * Turns HTML into plain text in linear time. Only tags that HTML knows are removed: `<sue>` is text and stays, so
 * that nothing can be hidden from the screen in brackets. Block tags become line breaks, inline tags nothing,
 * quoted blocks get `> ` before each line; entities are decoded once, after the tags.
 */
export function stripMarkup(text: string): string {
  if (!MARKUP.test(text)) return text;
  const output: string[] = [];
  const search = createForwardSearch(text);
  let quoteDepth = 0;
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf('<', position);
    const before = open === -1 ? text.slice(position) : text.slice(position, open);
    output.push(quoteDepth > 0 ? before.replaceAll('\n', '\n> ') : before);
    if (open === -1) break;
    const tag = readTag(text, open, search);
    quoteDepth = Math.max(0, quoteDepth + tag.quoteChange);
    output.push(tag.isBreak && quoteDepth > 0 ? '\n> ' : tag.replacement);
    position = tag.end;
  }
  return decodeEntities(output.join(''));
}

interface Tag {
  readonly replacement: string;
  readonly end: number;
  readonly quoteChange: number;
  readonly isBreak: boolean;
}

function readTag(text: string, open: number, search: ForwardSearch): Tag {
  const plain = { quoteChange: 0, isBreak: false };
  if (text.startsWith('<!--', open)) {
    const close = search('-->', open + 4);
    // An open comment hides nothing: what follows is kept.
    return { ...plain, replacement: '', end: close === -1 ? open + 4 : close + 3 };
  }
  const name = TAG_NAME.exec(text.slice(open + 1, open + 20))?.[1]?.toLowerCase();
  const close = search('>', open);
  if (name === undefined || close === -1) return { ...plain, replacement: ' ', end: open + 1 };
  const isClosing = text[open + 1] === '/';
  if (HIDDEN_TAGS.has(name)) {
    const end = isClosing ? -1 : search(`</${name}`, close);
    return { ...plain, replacement: '', end: end === -1 ? close + 1 : end };
  }
  if (BLOCK_TAGS.has(name)) {
    const quoteChange = name === 'blockquote' ? (isClosing ? -1 : 1) : 0;
    return { replacement: '\n', end: close + 1, quoteChange, isBreak: true };
  }
  if (INLINE_TAGS.has(name)) return { ...plain, replacement: '', end: close + 1 };
  return { ...plain, replacement: ' ', end: open + 1 };
}

type ForwardSearch = (needle: string, from: number) => number;

/** `indexOf` for positions that only grow; it remembers answers, so that repeated misses stay linear. */
function createForwardSearch(text: string): ForwardSearch {
  const known = new Map<string, number>();
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return (needle, from) => {
    const cached = known.get(needle);
    if (cached !== undefined && (cached === -1 || cached >= from)) return cached;
    const found = lower.indexOf(needle, from);
    known.set(needle, found);
    return found;
  };
}

const ENTITY = /&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]{2,8});/g;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ensp', ' '],
  ['emsp', ' '],
  ['thinsp', ' '],
  ['shy', ''],
  ['zwj', ''],
  ['zwnj', ''],
  ['hellip', '…'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['laquo', '«'],
  ['raquo', '»'],
  ['bull', '•'],
  ['middot', '·'],
  ['commat', '@'],
  ['num', '#'],
  ['dollar', '$'],
  ['euro', '€'],
  ['pound', '£'],
  ['yen', '¥'],
  ['copy', '©'],
  ['reg', '®'],
  ['trade', '™'],
  ['szlig', 'ß'],
  ['iquest', '¿'],
  ['iexcl', '¡'],
  ['oslash', 'ø'],
  ['aelig', 'æ'],
]);

/** `&eacute;`, `&Uuml;` and their kin: a letter and the combining mark of the accent's name. */
const ACCENTED = /^([a-zA-Z])(acute|grave|circ|uml|tilde|cedil|ring)$/;

const MARKS: ReadonlyMap<string, string> = new Map([
  ['acute', '\u0301'],
  ['grave', '\u0300'],
  ['circ', '\u0302'],
  ['uml', '\u0308'],
  ['tilde', '\u0303'],
  ['cedil', '\u0327'],
  ['ring', '\u030A'],
]);

/** Decodes HTML entities once; what is unknown stays as it was written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (whole, name: string) => decodeOne(name) ?? whole);
}

function decodeOne(name: string): string | null {
  if (name.startsWith('#')) {
    const isHex = name[1] === 'x';
    const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
  }
  const accent = ACCENTED.exec(name);
  if (accent !== null) return `${accent[1]}${MARKS.get(accent[2] ?? '')}`.normalize('NFC');
  return NAMED.get(name) ?? null;
}
