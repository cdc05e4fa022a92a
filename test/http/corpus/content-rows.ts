import { gzipSync } from 'node:zlib';
import { chunked, goodBody, inOneChunk, PLANT, request, withHeaders } from './corpus-request.ts';
import { accepted, allRefused, type CorpusClass } from './corpus-row.ts';
import { FIRST_WEBHOOK_BYTES } from './first-webhook.ts';

const type = (value: string) => request({ type: value });
const charset = (value: string) => type(`application/json${value}`);

export const CONTENT_TYPES: CorpusClass = {
  title: 'Content types',
  about: 'The body would be good; what it is said to be is not `application/json`.',
  rows: allRefused('415 CONTENT_TYPE_UNSUPPORTED', [
    ['no content type', request({ type: null })],
    ['an empty one', type('')],
    ['text', type('text/plain')],
    ['what a browser’s form sends', type('application/x-www-form-urlencoded')],
    ['what a browser’s upload sends', type(`multipart/form-data; boundary=${PLANT}`)],
    ['JSON of a browser’s scripts', type('text/json')],
    ['a type that is JSON underneath', type('application/problem+json')],
    ['lines of JSON', type('application/json-seq')],
    ['a type that begins like ours', type('application/jsonp')],
    ['any type at all', type('*/*')],
    ['no slash', type('json')],
    ['spaces around the slash', type('application / json')],
    ['a no-break space behind it', type('application/json\u00a0')],
    ['two types in one header', type('application/json, text/plain')],
    ['the right type in two headers', withHeaders('content-type: application/json')],
  ]),
};

export const CHARSETS: CorpusClass = {
  title: 'Parameters of the content type',
  about: 'The type is right; what stands behind it is not, or would let a second header in.',
  rows: allRefused('415 CONTENT_TYPE_UNSUPPORTED', [
    ['Latin-1', charset('; charset=iso-8859-1')],
    ['UTF-16', charset('; charset=utf-16')],
    ['UTF-8 with its mark', charset('; charset=utf-8-sig')],
    ['UTF-7', charset('; charset=utf-7')],
    ['no charset behind the sign', charset('; charset=')],
    ['UTF-8 in single quotes', charset("; charset='utf-8'")],
    ['a quote that is not closed', charset('; charset="utf-8')],
    ['two equal signs', charset('; charset=utf-8=utf-16')],
    ['spaces around the equal sign', charset('; charset = utf-8')],
    ['UTF-8 first, another second', charset('; charset=utf-8; charset=utf-16')],
    ['a parameter without a value', charset('; charset')],
    ['a colon for the semicolon', charset(': charset=utf-8')],
    ['8,000 spaces and a letter', charset(`;${' '.repeat(7900)}x`)],
    [
      'another type in a second header, behind a parameter',
      request({ type: 'application/json; v=1', headers: ['content-type: text/plain'] }),
    ],
    ['a quoted value with a semicolon', charset('; v="a;b"')],
  ]),
};

export const ENCODINGS: CorpusClass = {
  title: 'Content encodings',
  about: 'Nothing is ever unpacked, so no small body can become a large one.',
  rows: allRefused('415 CONTENT_ENCODING_UNSUPPORTED', [
    ['gzip, and it is', request({ headers: ['content-encoding: gzip'], body: gzipSync(goodBody) })],
    ['gzip, and it is plain', withHeaders('content-encoding: gzip')],
    ['deflate', withHeaders('content-encoding: deflate')],
    ['Brotli', withHeaders('content-encoding: br')],
    ['Zstandard', withHeaders('content-encoding: zstd')],
    ['an old name of gzip', withHeaders('content-encoding: x-gzip')],
    ['an encoding that does not exist', withHeaders(`content-encoding: ${PLANT}`)],
    ['an empty value', withHeaders('content-encoding:')],
    ['identity twice', withHeaders('content-encoding: identity', 'content-encoding: identity')],
    ['identity and gzip in one header', withHeaders('content-encoding: identity, gzip')],
    [
      'gzip under chunks',
      chunked(inOneChunk(), 'content-encoding: gzip\r\ntransfer-encoding: chunked'),
    ],
    [
      'a bomb: 30 KB that unpack to 30 MB',
      request({ headers: ['content-encoding: gzip'], body: gzipSync(Buffer.alloc(30_000_000)) }),
    ],
  ]),
};

export const GOOD_CONTENT: CorpusClass = {
  title: 'Content headers that are taken',
  about: 'Spellings of `application/json` in UTF-8 and of no encoding.',
  rows: [
    accepted('what curl sends, with the command of this page', FIRST_WEBHOOK_BYTES),
    accepted('charset utf-8', charset('; charset=utf-8')),
    accepted('charset in capitals', charset('; CHARSET=UTF-8')),
    accepted('charset in quotes', charset('; charset="utf-8"')),
    accepted('no space behind the semicolon', charset(';charset=utf-8')),
    accepted('a semicolon and nothing else', charset(';')),
    accepted('a parameter that is no charset', charset('; profile="a b"')),
    accepted('the type in capitals', type('APPLICATION/JSON')),
    accepted('the encoding that is none', withHeaders('content-encoding: identity')),
    accepted('the encoding that is none, in capitals', withHeaders('content-encoding: IDENTITY')),
  ],
};
