import { cutTo, removeInvisible } from '../redaction/invisible-characters.ts';
import { ownWords } from './own-words.ts';
import { stripMarkup } from './strip-markup.ts';

/** Bytes of markup are cheap to write and carry no words; more than this is not looked at. */
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
