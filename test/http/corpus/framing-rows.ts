import {
  chunked,
  goodBody,
  HIDDEN,
  inOneChunk,
  joined,
  PLANT,
  request,
  withHeaders,
} from './corpus-request.ts';
import { allRefused, type CorpusClass, refused } from './corpus-row.ts';

const length = (value: string) => request({ length: value });
const SIZE = String(goodBody.length);
const SIZE_HEX = goodBody.length.toString(16);
const END_OF_CHUNKS = '\r\n0\r\n\r\n';

export const LENGTHS: CorpusClass = {
  title: 'Content-Length that lies',
  about: 'The announced length is no number, more than one, or not the body’s.',
  rows: [
    ...allRefused('400 REQUEST_MALFORMED', [
      ['a plus sign', length(`+${SIZE}`)],
      ['a negative length', length('-1')],
      ['hexadecimal', length(`0x${SIZE_HEX}`)],
      ['a decimal point', length(`${SIZE}.0`)],
      ['an exponent', length('5e1')],
      ['an empty value', length('')],
      ['a space inside the number', length('5 0')],
      ['a list of equal lengths in one header', length(`${SIZE}, ${SIZE}`)],
      ['two headers with the same length', withHeaders(`content-length: ${SIZE}`)],
      ['two headers with different lengths', withHeaders('content-length: 5')],
      ['digits of another script', length('\u00b2\u00b9')],
      ['more than 64 bits can count', length('18446744073709551616')],
    ]),
    ...allRefused('400 BODY_NOT_JSON', [
      ['none, although a body follows', request({ length: null })],
      ['nought, although a body follows', length('0')],
      ['shorter than the body, so that the rest stands as a request', length('5')],
    ]),
  ],
};

export const CODINGS: CorpusClass = {
  title: 'Transfer-Encoding',
  about: 'Anything but one `chunked` in version 1.1 leaves open where the body ends.',
  rows: allRefused('400 REQUEST_MALFORMED', [
    ['compressed, then chunked', chunked(inOneChunk(), 'transfer-encoding: gzip, chunked')],
    ['chunked, then compressed', chunked(inOneChunk(), 'transfer-encoding: chunked, gzip')],
    ['the coding that was abolished', chunked(inOneChunk(), 'transfer-encoding: identity')],
    ['a word that ends in chunked', chunked(inOneChunk(), 'transfer-encoding: xchunked')],
    ['a word that begins with chunked', chunked(inOneChunk(), 'transfer-encoding: chunkedx')],
    ['in quotes', chunked(inOneChunk(), 'transfer-encoding: "chunked"')],
    ['behind a vertical tab', chunked(inOneChunk(), 'transfer-encoding: \u000bchunked')],
    ['with a parameter', chunked(inOneChunk(), 'transfer-encoding: chunked;q=1')],
    ['no value', chunked(inOneChunk(), 'transfer-encoding:')],
    ['chunked twice in one header', chunked(inOneChunk(), 'transfer-encoding: chunked, chunked')],
    ['chunked before an empty element', chunked(inOneChunk(), 'transfer-encoding: chunked,')],
    [
      'chunked in two headers',
      chunked(inOneChunk(), 'transfer-encoding: chunked\r\ntransfer-encoding: chunked'),
    ],
    [
      'split over two headers',
      chunked(inOneChunk(), 'transfer-encoding: gzip\r\ntransfer-encoding: chunked'),
    ],
    ['a space before the colon', chunked(inOneChunk(), 'transfer-encoding : chunked')],
    [
      'in version 1.0, which has none',
      request({
        line: 'POST /webhooks/richpanel HTTP/1.0',
        length: null,
        headers: ['transfer-encoding: chunked'],
        body: inOneChunk(),
      }),
    ],
  ]),
};

export const CHUNKS: CorpusClass = {
  title: 'Chunks',
  about: 'The coding is chunked, and a chunk is not as it says.',
  rows: [
    ...allRefused('400 REQUEST_MALFORMED', [
      ['a negative size', chunked(`-5\r\n${goodBody}${END_OF_CHUNKS}`)],
      ['a size with its base', chunked(`0x${SIZE_HEX}\r\n${goodBody}${END_OF_CHUNKS}`)],
      [
        'a size of 65 bits',
        chunked(`1${'0'.repeat(14)}${SIZE_HEX}\r\n${goodBody}${END_OF_CHUNKS}`),
      ],
      ['no size', chunked(`\r\n${goodBody}${END_OF_CHUNKS}`)],
      ['a size with a letter that is no digit', chunked(`3g\r\n${goodBody}${END_OF_CHUNKS}`)],
      ['a space behind the size', chunked(`${SIZE_HEX} \r\n${goodBody}${END_OF_CHUNKS}`)],
      ['more data than its size', chunked(`5\r\n${goodBody}${END_OF_CHUNKS}`)],
      ['less data than its size', chunked(`ff\r\n${goodBody}${END_OF_CHUNKS}${'x'.repeat(256)}`)],
      ['line feeds alone', chunked(`${SIZE_HEX}\n${goodBody}\n0\n\n`)],
      ['an extension of 20,000 characters', chunked(`5;${'e'.repeat(20_000)}\r\n`)],
      ['a NUL in an extension', chunked(`5;a=\0\r\nhello${END_OF_CHUNKS}`)],
      ['a trailer without a colon', chunked(`${SIZE_HEX}\r\n${goodBody}\r\n0\r\ntrailer\r\n\r\n`)],
      [
        'a length in the trailer',
        chunked(`${SIZE_HEX}\r\n${goodBody}\r\n0\r\ncontent-length: 4\r\n\r\n`),
      ],
    ]),
    refused(
      'a trailer of 9,000 characters',
      '431 HEADERS_TOO_LARGE',
      chunked(`${SIZE_HEX}\r\n${goodBody}\r\n0\r\nx-note: ${'t'.repeat(9000)}\r\n\r\n`),
    ),
    refused(
      'the token in the trailer only',
      '401 TOKEN_MISSING',
      request({
        token: null,
        length: null,
        headers: ['transfer-encoding: chunked', 'trailer: x-richpanel-webhook-token'],
        body: `${SIZE_HEX}\r\n${goodBody}\r\n0\r\nx-richpanel-webhook-token: ${PLANT}\r\n\r\n`,
      }),
    ),
  ],
};

/** The first request must be refused, and the whole good request that is hidden in it must not be seen. */
export const SMUGGLED: CorpusClass = {
  title: 'Hidden requests',
  about: 'A whole good request stands where one of two readers would see it. It makes no job.',
  rows: [
    ...allRefused('400 REQUEST_MALFORMED', [
      [
        'length first, chunks second; hidden behind the chunks',
        joined(withHeaders('transfer-encoding: chunked'), '0\r\n\r\n', HIDDEN),
      ],
      [
        'chunks first, length second; hidden inside the length',
        request({
          length: null,
          headers: ['transfer-encoding: chunked', `content-length: ${HIDDEN.length + 5}`],
          body: `0\r\n\r\n${HIDDEN}`,
        }),
      ],
      [
        'a short length before a long one',
        request({ length: '0', headers: [`content-length: ${HIDDEN.length}`], body: HIDDEN }),
      ],
      ['a coding nobody knows', chunked(HIDDEN, 'transfer-encoding: cow')],
      [
        'a coding after a folded line',
        chunked(`0\r\n\r\n${HIDDEN}`, 'transfer-encoding:\r\n chunked'),
      ],
      [
        'a coding behind a line feed alone',
        request({ headers: ['x-a: 1\ntransfer-encoding: chunked'], body: `0\r\n\r\n${HIDDEN}` }),
      ],
      [
        'a coding behind a carriage return alone',
        request({ headers: ['x-a: 1\rtransfer-encoding: chunked'], body: `0\r\n\r\n${HIDDEN}` }),
      ],
      [
        'a coding named with a NUL',
        request({ headers: ['transfer-encoding\0: chunked'], body: `0\r\n\r\n${HIDDEN}` }),
      ],
      ['behind chunks whose last size is spelt with a sign', chunked(`-0\r\n\r\n${HIDDEN}`)],
      ['behind a request without a Host', joined(request({ host: null }), HIDDEN)],
      ['behind nothing but a line of garbage', joined('garbage\r\n\r\n', HIDDEN)],
    ]),
    refused(
      'in the body of a method that has none',
      '405 METHOD_NOT_ALLOWED',
      request({ line: 'GET /webhooks/richpanel HTTP/1.1', body: HIDDEN }),
    ),
    refused(
      'in the body of a request without a token',
      '401 TOKEN_MISSING',
      request({ token: null, body: HIDDEN }),
    ),
    refused('in chunks that are no JSON', '400 BODY_NOT_JSON', chunked(inOneChunk(HIDDEN))),
    refused(
      'behind a body that is one byte too large',
      '413 BODY_TOO_LARGE',
      joined(request({ body: 'x'.repeat(32_769) }), HIDDEN),
    ),
  ],
};
