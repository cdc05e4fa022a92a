import { chunked, goodBody, HIDDEN, PLANT, request, withBody } from './corpus-request.ts';
import { accepted, allRefused, type CorpusClass, refused } from './corpus-row.ts';

const MAX = 32_768;
const FRAME = `{"ticket_id":"T-1","note":"${PLANT}"}`.length;
const ofSize = (sizeBytes: number) =>
  `{"ticket_id":"T-1","note":"${PLANT}${'x'.repeat(sizeBytes - FRAME)}"}`;
const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const inId = (...values: readonly number[]) =>
  withBody(
    Buffer.concat([
      Buffer.from(`{"note":"${PLANT}","ticket_id":"`),
      bytes(...values),
      Buffer.from('"}'),
    ]),
  );

export const SIZES: CorpusClass = {
  title: 'Sizes of bodies',
  about: 'A body may hold 32,768 bytes; beyond that it is not read, and the connection ends.',
  rows: [
    accepted('exactly the limit', withBody(ofSize(MAX))),
    accepted('exactly the limit, in chunks', chunked(`${chunkOf(ofSize(MAX))}0\r\n\r\n`)),
    accepted(
      'a byte to each of 2,000 chunks',
      chunked(`${[...ofSize(2000)].map(chunkOf).join('')}0\r\n\r\n`),
    ),
    ...allRefused('413 BODY_TOO_LARGE', [
      ['one byte over the limit', withBody(ofSize(MAX + 1))],
      ['one byte over it, in one chunk', chunked(`${chunkOf(ofSize(MAX + 1))}0\r\n\r\n`)],
      [
        'one byte over it, in a last chunk of its own',
        chunked(`${chunkOf(ofSize(MAX))}${chunkOf(' ')}0\r\n\r\n`),
      ],
      ['one byte over it, and it is white space', withBody(`${ofSize(MAX)} `)],
      [
        'one byte over it, with two bytes to a character',
        withBody(ofSize(MAX - 1).replace('xx', 'é\u00e9')),
      ],
      ['half a megabyte', withBody(ofSize(512 * 1024))],
      ['a length that 63 bits just hold', request({ length: '9223372036854775807' })],
      ['a length that 64 bits just hold', request({ length: '18446744073709551615' })],
      ['only announced, and then something else', request({ length: '50000000', body: HIDDEN })],
    ]),
    refused('nothing, with a length of nought', '400 BODY_NOT_JSON', withBody('')),
    refused(
      'nothing, without any length',
      '400 BODY_NOT_JSON',
      request({ length: null, body: '' }),
    ),
    refused('nothing, in chunks', '400 BODY_NOT_JSON', chunked('0\r\n\r\n')),
  ],
};

export const NOT_UTF8: CorpusClass = {
  title: 'Bytes that are not UTF-8',
  about: 'Such a byte is refused, never replaced, so that no id changes on its way.',
  rows: [
    ...allRefused('400 BODY_NOT_UTF8', [
      ['a byte that begins nothing', inId(0xff)],
      ['a continuation without a beginning', inId(0x80)],
      ['a beginning without a continuation', inId(0xc3)],
      ['three bytes cut to two', inId(0xe2, 0x82)],
      ['a slash in two bytes', inId(0xc0, 0xaf)],
      ['a NUL in two bytes', inId(0xc0, 0x80)],
      ['a dot in three bytes', inId(0xe0, 0x80, 0xae)],
      ['a surrogate in three bytes', inId(0xed, 0xa0, 0x80)],
      ['a pair of surrogates in six bytes', inId(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)],
      ['a character beyond the last one', inId(0xf4, 0x90, 0x80, 0x80)],
      ['five bytes for one character', inId(0xf8, 0x88, 0x80, 0x80, 0x80)],
      ['Latin-1', inId(0x74, 0xef, 0x63)],
      ['UTF-16 with its mark', withBody(Buffer.from(`\ufeff${goodBody}`, 'utf16le'))],
      [
        'a bad byte behind the closing brace',
        withBody(Buffer.concat([Buffer.from(goodBody), bytes(0xff)])),
      ],
    ]),
    refused(
      'UTF-16 without its mark',
      '400 BODY_NOT_JSON',
      withBody(Buffer.from(goodBody, 'utf16le')),
    ),
  ],
};

export const NOT_JSON: CorpusClass = {
  title: 'Broken JSON: the frame',
  about: 'Braces, commas and colons do not make one value.',
  rows: allRefused('400 BODY_NOT_JSON', [
    ['white space only', withBody(' \r\n\t ')],
    ['an opening brace', withBody('{')],
    ['cut in the middle', withBody(goodBody.slice(0, -5))],
    ['a comma behind the last member', withBody('{"ticket_id":"T-1",}')],
    ['a comma before the first member', withBody('{,"ticket_id":"T-1"}')],
    ['no comma between members', withBody(`{"ticket_id":"T-1" "note":"${PLANT}"}`)],
    ['no colon', withBody('{"ticket_id" "T-1"}')],
    ['a name without a value', withBody('{"ticket_id"}')],
    ['a closing brace too many', withBody(`${goodBody}}`)],
    ['a closing bracket for the brace', withBody('{"ticket_id":"T-1"]')],
    ['two objects, one behind the other', withBody(`${goodBody}${goodBody}`)],
    ['two objects on two lines', withBody(`${goodBody}\n${goodBody}`)],
    ['a guard against scripts in front', withBody(`)]}',\n${goodBody}`)],
    ['a second byte order mark', withBody(`\ufeff\ufeff${goodBody}`)],
    ['a NUL behind the closing brace', withBody(`${goodBody}\0`)],
  ]),
};

export const NOT_JSON_WORDS: CorpusClass = {
  title: 'Broken JSON: names, strings and words',
  about: 'What other readers of JSON let through is refused.',
  rows: allRefused('400 BODY_NOT_JSON', [
    ['a name without quotes', withBody('{ticket_id:"T-1"}')],
    ['single quotes', withBody("{'ticket_id':'T-1'}")],
    ['typographic quotes', withBody('{“ticket_id”:“T-1”}')],
    ['a comment', withBody(`{"ticket_id":"T-1"/* ${PLANT} */}`)],
    ['a comment to the end of the line', withBody(`{"ticket_id":"T-1"} // ${PLANT}`)],
    ['a string that is not closed', withBody('{"ticket_id":"T-1}')],
    ['a line feed inside a string', withBody('{"ticket_id":"T\n1"}')],
    ['a NUL inside a string', withBody('{"ticket_id":"T\u00001"}')],
    ['an escape that does not exist', withBody('{"ticket_id":"\\x41"}')],
    ['an escape of three digits', withBody('{"ticket_id":"\\u004"}')],
    ['a backslash at the end', withBody('{"ticket_id":"T-1\\"}')],
    ['a word with a capital', withBody('{"ticket_id":"T-1","test":True}')],
    ['the word undefined', withBody('{"ticket_id":undefined}')],
    ['a no-break space between members', withBody('{\u00a0"ticket_id":"T-1"}')],
    ['a template that was not filled in', withBody('{"ticket_id":{{ticket.id}}}')],
  ]),
};

export const NOT_JSON_NUMBERS: CorpusClass = {
  title: 'Broken JSON: numbers, and other languages',
  about: 'A number in another spelling, or a body that is of another kind altogether.',
  rows: allRefused('400 BODY_NOT_JSON', [
    ['a nought in front', withBody('{"ticket_id":042}')],
    ['a plus sign in front', withBody('{"ticket_id":+42}')],
    ['a dot in front', withBody('{"ticket_id":.5}')],
    ['a dot behind', withBody('{"ticket_id":42.}')],
    ['hexadecimal', withBody('{"ticket_id":0x2a}')],
    ['an exponent without digits', withBody('{"ticket_id":4e}')],
    ['the word NaN', withBody('{"ticket_id":NaN}')],
    ['a large integer of JavaScript', withBody('{"ticket_id":42n}')],
    ['underscores between digits', withBody('{"ticket_id":4_2}')],
    ['digits of another script', withBody('{"ticket_id":٤٢}')],
    ['a form', withBody(`ticket_id=T-1&note=${PLANT}`)],
    [
      'XML with an entity that reads a file',
      withBody(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;${PLANT}</a>`),
    ],
    ['YAML', withBody(`ticket_id: T-1\nnote: ${PLANT}`)],
    ['a picture', withBody(bytes(0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00))],
    ['JSON in base64', withBody(Buffer.from(goodBody).toString('base64'))],
  ]),
};

export const NOT_OBJECTS: CorpusClass = {
  title: 'JSON that is no object',
  about: 'A value that could stand alone, and holds no members.',
  rows: allRefused('400 BODY_NOT_OBJECT', [
    ['null', withBody('null')],
    ['true', withBody('true')],
    ['a number', withBody('42')],
    ['a string', withBody('"T-1"')],
    ['the good body as a string', withBody(JSON.stringify(goodBody))],
    ['an empty list', withBody('[]')],
    ['a list with the good body', withBody(`[${goodBody}]`)],
    ['a list that looks like name and value', withBody('["ticket_id","T-1"]')],
    ['16,000 lists inside each other', withBody(`${'['.repeat(16_000)}${']'.repeat(16_000)}`)],
    ['a number of 30,000 digits', withBody('9'.repeat(30_000))],
  ]),
};

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

export const DEPTHS: CorpusClass = {
  title: 'Depth',
  about: 'How deep a body goes neither breaks the reader nor hides an id from it.',
  rows: [
    refused(
      '16,000 brackets that are not closed',
      '400 BODY_NOT_JSON',
      withBody('['.repeat(16_000)),
    ),
    refused(
      '6,000 braces that are not closed',
      '400 BODY_NOT_JSON',
      withBody('{"a":'.repeat(6000)),
    ),
    refused(
      'brackets closed in the wrong order',
      '400 BODY_NOT_JSON',
      withBody(`{"a":${'[{"a":'.repeat(99)}1${']}'.repeat(99)}}`),
    ),
    refused(
      'an id below 2 levels that are not looked into',
      '400 TICKET_ID_MISSING',
      withBody('{"data":{"ticket":{"ticket_id":"T-1"}}}'),
    ),
    refused(
      'an id below 5,000 levels',
      '400 TICKET_ID_MISSING',
      withBody(nested(5000).replace('1', '{"ticket_id":"T-1"}')),
    ),
    refused(
      'a payload inside a payload',
      '400 TICKET_ID_MISSING',
      withBody('{"payload":{"payload":{"ticket_id":"T-1"}}}'),
    ),
    refused(
      'a ticket inside a ticket',
      '400 TICKET_ID_MISSING',
      withBody('{"ticket":{"ticket":{"id":"T-1"}}}'),
    ),
    refused(
      '5,000 levels in the place of the id',
      '400 TICKET_ID_INVALID',
      withBody(`{"ticket_id":${nested(5000)}}`),
    ),
    accepted('5,000 levels beside the id', withBody(`{"ticket_id":"T-1","note":${nested(5000)}}`)),
    accepted(
      '15,000 lists inside each other beside the id',
      withBody(`{"ticket_id":"T-1","a":${'['.repeat(15_000)}${']'.repeat(15_000)}}`),
    ),
  ],
};
