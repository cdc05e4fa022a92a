import { cutTo, removeInvisible } from '../redaction/printable.ts';
import { stripMarkup } from './strip-markup.ts';

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
