import {
  ID_PLACES,
  ODD_HTTP,
  ODD_IDS,
  ODD_JSON,
  ODD_LETTERS,
  ODD_WORDS,
  UNREAD,
} from './accepted-rows.ts';
import {
  DEPTHS,
  NOT_JSON,
  NOT_JSON_NUMBERS,
  NOT_JSON_WORDS,
  NOT_OBJECTS,
  NOT_UTF8,
  SIZES,
} from './body-rows.ts';
import { CHARSETS, CONTENT_TYPES, ENCODINGS, GOOD_CONTENT } from './content-rows.ts';
import type { CorpusClass } from './corpus-row.ts';
import { CHUNKS, CODINGS, LENGTHS, SMUGGLED } from './framing-rows.ts';
import { HEADER_SIZES, HEADER_SYNTAX, HOSTS, OTHER_PROTOCOLS } from './header-rows.ts';
import {
  CONFLICTS,
  ID_CODE_POINTS,
  ID_CONTROLS,
  ID_DOTS,
  ID_FORMATS,
  ID_NUMBERS,
  ID_TYPES,
  NO_TICKET,
  PROTOTYPE_KEYS,
} from './id-rows.ts';
import { METHODS, PATHS, REQUEST_LINES, TARGETS } from './request-line-rows.ts';
import { GOOD_TOKENS, TOKEN_PAIRS, TOKEN_PLACES, WRONG_TOKENS } from './token-rows.ts';
import { UNFINISHED } from './unfinished-rows.ts';

/** What is sent to the intake, class by class: in the order in which a request is looked at, what is taken last. */
export const CORPUS: readonly CorpusClass[] = [
  OTHER_PROTOCOLS,
  REQUEST_LINES,
  HEADER_SYNTAX,
  HEADER_SIZES,
  HOSTS,
  LENGTHS,
  CODINGS,
  CHUNKS,
  SMUGGLED,
  UNFINISHED,
  TARGETS,
  PATHS,
  METHODS,
  TOKEN_PLACES,
  WRONG_TOKENS,
  TOKEN_PAIRS,
  CONTENT_TYPES,
  CHARSETS,
  ENCODINGS,
  SIZES,
  NOT_UTF8,
  NOT_JSON,
  NOT_JSON_WORDS,
  NOT_JSON_NUMBERS,
  NOT_OBJECTS,
  DEPTHS,
  NO_TICKET,
  PROTOTYPE_KEYS,
  ID_TYPES,
  ID_NUMBERS,
  ID_DOTS,
  ID_CONTROLS,
  ID_FORMATS,
  ID_CODE_POINTS,
  CONFLICTS,
  GOOD_TOKENS,
  GOOD_CONTENT,
  ID_PLACES,
  ODD_IDS,
  ODD_LETTERS,
  ODD_WORDS,
  ODD_JSON,
  UNREAD,
  ODD_HTTP,
];
