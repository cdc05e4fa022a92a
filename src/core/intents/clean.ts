import { cutTo, removeInvisible } from '../redaction/redact.ts';

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

/** Bytes of markup are cheap to write and carry no words; nothing past this is read. */
const RAW_LIMIT = 200_000;
const FULL_LIMIT = 20_000;
const TEXT_LIMIT = 4_000;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’_-]*/gu;

/** What mail programs and chat widgets leave where a picture or a file was. */
const ATTACHMENT_MARK =
  /\[(?:image|cid|attachment|inline image|photo|video|audio|file|sticker|gif)\b[^\]\n]{0,200}\]|(?<![\p{L}\p{N}._-])[\p{L}\p{N}_()-]{1,80}\.(?:jpe?g|png|gif|heic|webp|pdf|mp4|mov|docx?|zip)(?![\p{L}\p{N}])/giu;

/** One customer message, made fit for understanding. None of it may be logged or stored. */
export interface CleanMessage {
  /** The customer's own words, at most 4,000 characters: what is classified. */
  readonly text: string;
  /**
   * Everything that was sent as plain text, quoted history and signature included, at most 20,000 characters: what
   * the Tier 0 screen reads, because it must not miss what stands below a quote.
   */
  readonly fullText: string;
  readonly wordCount: number;
  /** True when there is nothing to read but pictures or files. */
  readonly isAttachmentOnly: boolean;
  /** True when `fullText` was cut: a part was never screened, so nothing may be automated. */
  readonly isTruncated: boolean;
}

/**
 * Cleans a raw message body: markup, entities, invisible characters, quoted history and signature go, compatibility
 * forms are folded (NFKC). Linear in the length of the input, never throws, and cleaning twice changes nothing more
 * about `wordCount` than the first time removed.
 */
export function cleanMessage(raw: string): CleanMessage {
  const bounded = cutTo(raw, RAW_LIMIT);
  const plain = tidy(removeInvisible(stripMarkup(bounded.toWellFormed()).normalize('NFKC')));
  const fullText = cutTo(plain, FULL_LIMIT);
  const text = cutTo(ownWords(fullText), TEXT_LIMIT).trim();
  const withoutFiles = text.replace(ATTACHMENT_MARK, ' ');
  const wordCount = withoutFiles.match(WORD)?.length ?? 0;
  return {
    text,
    fullText,
    wordCount,
    isAttachmentOnly: withoutFiles.trim() === '',
    isTruncated: bounded.length < raw.length || fullText.length < plain.length,
  };
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** How mail programs introduce the message that is answered, in the languages we see most. */
const WROTE: readonly RegExp[] = [
  /^on\b.{0,300}\bwrote ?:?$/i,
  /^am\b.{0,300}\bschrieb\b.{0,200}:$/i,
  /^le\b.{0,300}\ba écrit ?:$/i,
  /^el\b.{0,300}\bescribió ?:$/i,
  /^il\b.{0,300}\bha scritto ?:$/i,
  /^em\b.{0,300}\bescreveu ?:$/i,
  /^op\b.{0,300}\bschreef\b.{0,200}:$/i,
];

const WROTE_START = /^(?:on|am|le|el|il|em|op)\b/i;

/** A real introduction names a date or an address; "On Monday I wrote:" does not. */
const DATE_OR_ADDRESS = /\d|@/;

const DIVIDER =
  /^(?:-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht) ?-{0,20}|_{20,})$/i;

const FORWARDED = /^(?:-{4,} ?forwarded message ?-{4,}|begin forwarded message:?)$/i;

const HEADER =
  /^\*?(?:from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|de|envoyé|à|objet|enviado|para|asunto|assunto|da|inviato|a|oggetto|van|verzonden|aan|onderwerp) ?:\*? /i;

const SUBJECT = /^\*?(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp) ?:/i;

const SIGNATURE_LINES: readonly RegExp[] = [
  /^(?:sent|written|typed) (?:from|via|with|on) (?:my|yahoo|mail|the|outlook|proton|samsung|an?) ?.{0,60}$/i,
  /^get (?:outlook|bluemail|aol) .{0,60}$/i,
  /^(?:von meinem|gesendet von|gesendet mit) .{0,60}$/i,
  /^envoyé (?:de|depuis) .{0,60}$/i,
  /^enviad[oa] (?:desde|do|de|a partir) .{0,60}$/i,
  /^inviato da .{0,60}$/i,
  /^verzonden (?:vanaf|met|via) .{0,60}$/i,
];

const SIGNATURE_CUT = /^(?:--|—)$/;
const MAX_LINE = 600;

/**
 * The customer's own words: without the quoted history, forwarded headers and signature. A forwarded text is kept
 * when nothing else was written. Where everything would vanish, the text comes back as it was.
 */
function ownWords(text: string): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = trimmedLine(lines, index);
    const hasOwn = kept.some((own) => own !== '');
    if (line.startsWith('>')) continue;
    const introduction = introductionLength(lines, index);
    if (introduction > 0) {
      if (!isQuoteNext(lines, index + introduction)) break;
      index += introduction - 1;
      continue;
    }
    if (isForwardStart(lines, index)) {
      if (hasOwn) break;
      continue;
    }
    if (DIVIDER.test(line) || (SIGNATURE_CUT.test(line) && hasOwn)) break;
    if (SIGNATURE_LINES.some((pattern) => pattern.test(line))) continue;
    kept.push(line === '' ? '' : (lines[index] ?? '').trimEnd());
  }
  const own = kept.join('\n').trim();
  return own === '' ? text.trim() : own;
}

/** How many lines the introduction of a quoted message takes here: mail programs wrap it; 0 = none. */
function introductionLength(lines: readonly string[], index: number): number {
  const first = trimmedLine(lines, index);
  if (!WROTE_START.test(first)) return 0;
  let joined = '';
  for (let count = 1; count <= 3; count += 1) {
    joined = `${joined} ${trimmedLine(lines, index + count - 1)}`.trim();
    if (DATE_OR_ADDRESS.test(joined) && WROTE.some((pattern) => pattern.test(joined))) return count;
  }
  return 0;
}

function isQuoteNext(lines: readonly string[], from: number): boolean {
  for (let index = from; index < Math.min(lines.length, from + 4); index += 1) {
    const line = trimmedLine(lines, index);
    if (line !== '') return line.startsWith('>');
  }
  return false;
}

/**
 * The dashed line of a forwarded message, or a block of header lines with a subject among them ("From: …",
 * "Sent: …", "Subject: …"). "From: Austin, to: Dallas" in a customer's own words starts no forwarded text.
 */
function isForwardStart(lines: readonly string[], index: number): boolean {
  if (FORWARDED.test(trimmedLine(lines, index))) return true;
  return HEADER.test(trimmedLine(lines, index)) && hasSubjectNear(lines, index);
}

function hasSubjectNear(lines: readonly string[], index: number): boolean {
  for (let near = Math.max(0, index - 5); near <= index + 5; near += 1) {
    if (SUBJECT.test(trimmedLine(lines, near)))
      return near !== index || isHeaderBeside(lines, index);
  }
  return false;
}

function isHeaderBeside(lines: readonly string[], index: number): boolean {
  return HEADER.test(trimmedLine(lines, index - 1)) || HEADER.test(trimmedLine(lines, index + 1));
}

function trimmedLine(lines: readonly string[], index: number): string {
  return (lines[index] ?? '').slice(0, MAX_LINE).trim();
}
