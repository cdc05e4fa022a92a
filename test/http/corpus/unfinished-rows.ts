import { chunked, goodBody, joined, PLANT, request, withHeaders } from './corpus-request.ts';
import { allRefused, type CorpusClass } from './corpus-row.ts';

export const UNFINISHED: CorpusClass = {
  title: 'Requests that do not go on',
  about:
    'The client stops here, keeps its connection open and waits. It hears 408 when its time is over.',
  isUnfinished: true,
  rows: allRefused('408 REQUEST_TIMEOUT', [
    ['a connection and no byte', Buffer.alloc(0)],
    ['one letter', joined('P')],
    ['a first line without its end', joined('POST /webhooks/richpanel HTTP/1.1')],
    ['a first line alone', joined('POST /webhooks/richpanel HTTP/1.1\r\n')],
    [
      'the middle of a header',
      joined(`POST /webhooks/richpanel HTTP/1.1\r\nhost: a\r\nx-note: ${PLANT}`),
    ],
    ['headers without the empty line', request({ body: '' }).subarray(0, -2)],
    ['empty lines only', joined('\r\n\r\n\r\n')],
    ['headers and none of the body', request({ length: '100', body: '' })],
    ['all of the body but one byte', request({ length: String(goodBody.length + 1) })],
    [
      'the middle of a character of the body',
      request({ length: '60', body: Uint8Array.of(0x7b, 0x22, 0xe2, 0x82) }),
    ],
    ['chunks without any', chunked('')],
    ['the middle of a chunk', chunked(`ff\r\n${goodBody}`)],
    ['chunks without the last one', chunked(`${goodBody.length.toString(16)}\r\n${goodBody}\r\n`)],
    [
      'the last chunk without its end',
      chunked(`${goodBody.length.toString(16)}\r\n${goodBody}\r\n0\r\n`),
    ],
    [
      'what follows a word to go on',
      withHeaders('expect: 100-continue').subarray(0, -goodBody.length),
    ],
  ]),
};
