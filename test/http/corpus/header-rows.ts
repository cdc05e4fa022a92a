import { TOKEN } from '../../support/intake-fixture.ts';
import { goodBody, HIDDEN, joined, PLANT, request, withHeaders } from './corpus-request.ts';
import { accepted, allRefused, type CorpusClass, refused } from './corpus-row.ts';

export const HEADER_SYNTAX: CorpusClass = {
  title: 'Header lines',
  about: 'A line between the first one and the body is no `name: value`.',
  rows: allRefused('400 REQUEST_MALFORMED', [
    ['a space before the colon', withHeaders(`x-note : ${PLANT}`)],
    ['a space inside the name', withHeaders(`x note: ${PLANT}`)],
    ['a bracket in the name', withHeaders(`x(note): ${PLANT}`)],
    ['a letter beyond ASCII in the name', withHeaders(`n\u00f6te: ${PLANT}`)],
    ['no name', withHeaders(`: ${PLANT}`)],
    ['no colon', withHeaders(PLANT)],
    ['a value folded over two lines', withHeaders('x-note: a', ` ${PLANT}`)],
    ['the token folded to the next line', request({ token: `\r\n ${TOKEN}` })],
    ['the first header line begins with a space', request({ host: null, headers: [' host: a'] })],
    ['a NUL in a value', withHeaders(`x-note: ${PLANT}\0`)],
    ['an escape character in a value', withHeaders(`x-note: \u001b[2J${PLANT}`)],
    ['a DEL in a value', withHeaders(`x-note: ${PLANT}\u007f`)],
    ['a carriage return alone in a value', withHeaders(`x-note: a\r${PLANT}`)],
    ['a line feed alone in a value', withHeaders(`x-note: a\nx-more: ${PLANT}`)],
    [
      'line feeds alone everywhere',
      Buffer.from(request().toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
    ],
  ]),
};

export const HOSTS: CorpusClass = {
  title: 'Host',
  about: 'Version 1.1 names one host; which one does not matter to us.',
  rows: [
    refused('no Host in version 1.1', '400 REQUEST_MALFORMED', request({ host: null })),
    refused('two hosts in two headers', '400 REQUEST_MALFORMED', withHeaders('host: b.example')),
    refused(
      'the same host in two headers',
      '400 REQUEST_MALFORMED',
      withHeaders('host: helpdesk.example'),
    ),
    refused('two hosts in one header', '400 REQUEST_MALFORMED', request({ host: 'a, b' })),
    accepted('an empty Host', request({ host: '' })),
    accepted('a host that is not ours', request({ host: 'other.example:8080' })),
    accepted(
      'no Host in version 1.0',
      request({ line: 'POST /webhooks/richpanel HTTP/1.0', host: null }),
    ),
  ],
};

export const OTHER_PROTOCOLS: CorpusClass = {
  title: 'Other protocols',
  about: 'The first bytes belong to something that is not HTTP/1, or ask to leave it.',
  rows: [
    ...allRefused('400 REQUEST_MALFORMED', [
      [
        'the greeting of a TLS client',
        joined('\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003', PLANT),
      ],
      ['the preface of HTTP/2', joined('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
      ['the greeting of an SSH client', joined(`SSH-2.0-${PLANT}\r\n`)],
      ['the greeting of a mail server', joined(`EHLO ${PLANT}\r\n\r\n`)],
      ['a command of a key-value store', joined(`*1\r\n$4\r\n${PLANT}\r\n`)],
      [
        'the line of a proxy before a good request',
        joined('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n', request()),
      ],
      ['the binary line of a proxy', joined('\r\n\r\n\0\r\nQUIT\n', request())],
      ['a byte order mark before the method', joined('\u00ef\u00bb\u00bf', request())],
      ['NULs only', joined('\0'.repeat(64))],
      ['all byte values in order', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
      ['an answer instead of a request', joined(`HTTP/1.1 200 OK\r\nx-note: ${PLANT}\r\n\r\n`)],
      ['JSON without any HTTP', joined(goodBody)],
    ]),
    refused(
      'an expectation that nobody knows',
      '417 EXPECTATION_UNSUPPORTED',
      joined(withHeaders(`expect: ${PLANT}`), HIDDEN),
    ),
    refused(
      'a known expectation beside an unknown one',
      '417 EXPECTATION_UNSUPPORTED',
      withHeaders('expect: 200-ok, 102-processing'),
    ),
  ],
};

/** What a good request leaves of 8,191. */
const HEAD_BYTES_TO_SPARE = 8053;

export const HEADER_SIZES: CorpusClass = {
  title: 'Sizes of headers',
  about: 'Target, names and values together may hold 8,191 bytes; trailers have their own.',
  rows: [
    accepted(
      'a header that leaves nothing to spare',
      withHeaders(`x-note: ${'h'.repeat(HEAD_BYTES_TO_SPARE)}`),
    ),
    refused(
      'one byte more',
      '431 HEADERS_TOO_LARGE',
      withHeaders(`x-note: ${'h'.repeat(HEAD_BYTES_TO_SPARE + 1)}`),
    ),
    refused('a long name', '431 HEADERS_TOO_LARGE', withHeaders(`${'n'.repeat(9000)}: 1`)),
    refused(
      'a long target',
      '431 HEADERS_TOO_LARGE',
      request({ line: `POST /${'t'.repeat(9000)} HTTP/1.1` }),
    ),
    refused('a long token', '431 HEADERS_TOO_LARGE', request({ token: 't'.repeat(9000) })),
    refused(
      'many small headers',
      '431 HEADERS_TOO_LARGE',
      withHeaders(...Array.from({ length: 2000 }, (_, at) => `x-${at}: 1`)),
    ),
    refused(
      'thousands of headers with one letter and no value',
      '431 HEADERS_TOO_LARGE',
      withHeaders(...Array.from({ length: 4000 }, () => 'a:')),
    ),
    refused(
      'a second content type behind 900 other headers',
      '415 CONTENT_TYPE_UNSUPPORTED',
      withHeaders(...Array.from({ length: 900 }, () => 'a:'), 'content-type: text/plain'),
    ),
    refused(
      'a header without an end',
      '431 HEADERS_TOO_LARGE',
      joined(`POST /webhooks/richpanel HTTP/1.1\r\nx-note: ${'e'.repeat(20_000)}`),
    ),
    accepted('a header of 4,000 characters', withHeaders(`x-note: ${'h'.repeat(4000)}`)),
    accepted('200 headers', withHeaders(...Array.from({ length: 200 }, (_, at) => `x-${at}: 1`))),
  ],
};
