import {
  chunked,
  goodBody,
  inOneChunk,
  joined,
  PLANT,
  request,
  withBody,
  withHeaders,
  withId,
  withRawId,
} from './corpus-request.ts';
import { accepted, type CorpusClass } from './corpus-row.ts';

const taken = (name: string, ticketId: string) => accepted(name, withId(ticketId), ticketId);
const LONG = 'y'.repeat(512);

export const ODD_IDS: CorpusClass = {
  title: 'Ids that are taken, and sent on percent-encoded',
  about: 'Helpdesks name e-mail tickets by message ids, so most of what prints is an id.',
  rows: [
    taken('one character', 'a'),
    taken('512 characters', LONG),
    taken('256 characters of two code units', '😀'.repeat(256)),
    taken('a message id', '<CAF+abc=1@mail.example.com>'),
    taken('three dots', '...'),
    taken('dots and slashes that lead nowhere', '../../etc/passwd'),
    taken('an encoded way up', '%2e%2e'),
    taken('a question mark and a fragment', 'a?b=c#d'),
    taken('quotes and a backslash', `"'\\`),
    taken('a command of a database', `'; DROP TABLE jobs; --`),
    taken('a script of a browser', '<script>alert(1)</script>'),
    taken('a command in a shell’s brackets', '$(id)`id`'),
    taken('a look-up of a logger', `\${jndi:ldap://x.example/a}`),
    taken('a template in braces', '{{constructor.constructor}}'),
    taken('format directives', '%s%n%x'),
  ],
};

export const ODD_LETTERS: CorpusClass = {
  title: 'Ids in other letters that are taken',
  about: 'Every printable character stays as it is: nothing is folded, composed or cut.',
  rows: [
    taken('accents', 'tïckét'),
    taken('Chinese', '工单一千零四十二'),
    taken('Arabic, from right to left', 'تذكرة'),
    taken('Hindi, with its marks', 'टिकट'),
    taken('an emoji of two code units', '🎟'),
    taken('an emoji with a variation selector', '❤️'),
    taken('a flag of two letters', '🇺🇳'),
    taken('a letter and its accent apart', 'e\u0301'),
    taken('thirty accents on one letter', `z${'\u0300'.repeat(30)}`),
    taken('full-width digits', '１０４２'),
    taken('letters that look like others', 'раураl'),
    taken('a ligature that folding would take apart', 'ﬁ'),
    taken('the sign for what could not be read', '\ufffd'),
    taken('mathematical letters beyond the first plane', '𝕋𝟙'),
    taken('a space inside', 'a b'),
  ],
};

export const ODD_WORDS: CorpusClass = {
  title: 'Words as ids that are taken',
  about: 'Text that means something elsewhere is a ticket’s name here and nothing more.',
  rows: [
    taken('the word null', 'null'),
    taken('the word undefined', 'undefined'),
    taken('the word true', 'true'),
    taken('the word NaN', 'NaN'),
    taken('nought', '0'),
    taken('a nought in front', '007'),
    taken('a number that JSON would round', '9007199254740993'),
    taken('an exponent', '1e3'),
    taken('a minus and a number', '-1'),
    taken('an inherited name', '__proto__'),
    taken('the name of a constructor', 'constructor'),
    taken('the name of a method', 'hasOwnProperty'),
    taken('a formula of a spreadsheet', '=1+1'),
    taken('an option of a command', '--env=prod'),
    taken('an identifier in braces', '{6F9619FF-8B86-D011-B42D-00CF4FC964FF}'),
  ],
};

export const ID_PLACES: CorpusClass = {
  title: 'Places of the id that are looked into',
  about:
    'The body’s template is written by people; one id may stand in any of these, or in several.',
  rows: [
    accepted('a number', withRawId('1042'), '1042'),
    accepted(
      'the largest number that is surely exact',
      withRawId('9007199254740991'),
      '9007199254740991',
    ),
    accepted('nought', withRawId('0'), '0'),
    accepted('nought with a minus', withRawId('-0'), '0'),
    accepted('a whole number written with a fraction', withRawId('42.0'), '42'),
    accepted('a whole number written with an exponent', withRawId('1e3'), '1000'),
    accepted('the ticket itself', withBody(`{"ticket":"T-1","note":"${PLANT}"}`)),
    accepted('the ticket itself, a number', withBody('{"ticket":1042}'), '1042'),
    accepted('the id of the ticket', withBody(`{"ticket":{"id":"T-1","subject":"${PLANT}"}}`)),
    accepted('the ticket_id of the ticket', withBody('{"ticket":{"ticket_id":"T-1"}}')),
    accepted('the payload', withBody(`{"payload":{"ticket_id":"T-1","note":"${PLANT}"}}`)),
    accepted('the ticket of the payload', withBody('{"payload":{"ticket":"T-1"}}')),
    accepted(
      'the id of the ticket of the payload',
      withBody('{"payload":{"ticket":{"id":"T-1"}}}'),
    ),
    accepted(
      'all six places, which agree',
      withBody(
        '{"ticket_id":"7","ticket":{"id":7,"ticket_id":"7"},"payload":{"ticket_id":7,"ticket":{"id":"7","ticket_id":7}}}',
      ),
      '7',
    ),
    accepted(
      'one place, null in the others',
      withBody('{"ticket_id":null,"ticket":{"id":"T-1","ticket_id":null},"payload":null}'),
    ),
  ],
};

export const ODD_JSON: CorpusClass = {
  title: 'JSON that is odd and good',
  about: 'Spellings that JSON allows.',
  rows: [
    accepted('a byte order mark in front', withBody(`\ufeff${goodBody}`)),
    accepted(
      'white space everywhere',
      withBody(` \t\r\n{ "ticket_id" :\n"T-1" , "note": "${PLANT}" }\r\n`),
    ),
    accepted('10,000 spaces behind', withBody(goodBody + ' '.repeat(10_000))),
    accepted(
      'the same member twice: the last one counts',
      withBody(`{"ticket_id":"${PLANT}","ticket_id":"T-1"}`),
    ),
    accepted('a bad one first, then a good one', withBody('{"ticket_id":"..","ticket_id":"T-1"}')),
    accepted('an escaped name', withBody('{"ticket\\u005fid":"T-1"}')),
    accepted('an escaped id', withRawId('"\\u0054\\u002d\\u0031"')),
    accepted('a pair of surrogates, escaped', withRawId('"\\ud83c\\udf9f"'), '🎟'),
    accepted('an escaped slash', withRawId('"a\\/b"'), 'a/b'),
    accepted('escaped quotes', withRawId('"\\"q\\""'), '"q"'),
    accepted(
      'a prototype beside the id',
      withBody('{"ticket_id":"T-1","__proto__":{"ticket_id":"T-2"}}'),
    ),
    accepted(
      'a number beyond all numbers beside the id',
      withBody('{"ticket_id":"T-1","n":1e999}'),
    ),
    accepted('half a character beside the id', withBody('{"ticket_id":"T-1","note":"\\ud800"}')),
    accepted(
      'control characters beside the id',
      withBody('{"ticket_id":"T-1","note":"\\u0000\\u001b[2J"}'),
    ),
    accepted(
      '2,000 members beside the id',
      withBody(
        `{"ticket_id":"T-1",${Array.from({ length: 2000 }, (_, at) => `"k${at}":${at}`).join(',')}}`,
      ),
    ),
  ],
};

export const UNREAD: CorpusClass = {
  title: 'Members that are not read',
  about: 'Whatever else a body says, it makes the same job (D11); nothing of it is kept.',
  rows: [
    accepted(
      'the customer’s message',
      withBody(
        `{"ticket_id":"T-1","message":"${PLANT}","customer":{"email":"${PLANT}@shop.example"}}`,
      ),
    ),
    accepted(
      'the ticket’s address',
      withBody(`{"ticket_id":"T-1","ticket_url":"https://helpdesk.example/t/${PLANT}"}`),
    ),
    accepted(
      'another environment',
      withBody('{"ticket_id":"T-1","environment":"prod","env":"prod"}'),
    ),
    accepted('flags', withBody('{"ticket_id":"T-1","safe_mode":false,"automation_enabled":true}')),
    accepted(
      'a test that wants other behaviour',
      withBody('{"ticket_id":"T-1","test":true,"dry_run":true}'),
    ),
    accepted('the tag of test tickets', withBody('{"ticket_id":"T-1","tags":["mw-test"]}')),
    accepted(
      'a job of its own',
      withBody('{"ticket_id":"T-1","jobId":"j","group":"l","deliveryId":"d","schemaVersion":2}'),
    ),
    accepted(
      'an id in an unknown place',
      withBody('{"ticket_id":"T-1","data":{"ticket_id":"T-2"},"id":"T-3"}'),
    ),
    accepted(
      'a time far in the future',
      withBody('{"ticket_id":"T-1","created_at":"9999-12-31T23:59:59Z"}'),
    ),
    accepted('a payload that is no object', withBody('{"ticket_id":"T-1","payload":["T-2"]}')),
  ],
};

const INDENTED = joined('\r\n\r\n', request());

export const ODD_HTTP: CorpusClass = {
  title: 'HTTP that is odd and good',
  about: 'Spellings that the standard allows, or that cannot be told from it once they are parsed.',
  rows: [
    accepted('the other path', request({ line: 'POST /webhook HTTP/1.1' })),
    accepted(
      'a query, which is not looked at',
      request({ line: `POST /webhook?ticket_id=${PLANT} HTTP/1.1` }),
    ),
    accepted('version 1.0', request({ line: 'POST /webhook HTTP/1.0' })),
    accepted('a protocol with the same grammar', request({ line: 'POST /webhook RTSP/1.1' })),
    accepted('empty lines before the request', INDENTED),
    accepted('one chunk', chunked(inOneChunk())),
    accepted('the coding in capitals', chunked(inOneChunk(), 'Transfer-Encoding: CHUNKED')),
    accepted('an extension of a chunk', chunked(inOneChunk().replace('\r\n', ';name="value"\r\n'))),
    accepted('noughts before the size of a chunk', chunked(`000${inOneChunk()}`)),
    accepted(
      'a trailer, which is not read',
      chunked(inOneChunk().replace(/0\r\n\r\n$/, `0\r\nx-note: ${PLANT}\r\n\r\n`)),
    ),
    accepted('a nought before the length', request({ length: `0${goodBody.length}` })),
    accepted(
      'a wish to change to WebSocket, which is not granted',
      withHeaders('connection: upgrade', 'upgrade: websocket'),
    ),
    accepted(
      'a wish to change to HTTP/2, which is not granted',
      withHeaders(
        'connection: upgrade, http2-settings',
        'upgrade: h2c',
        'http2-settings: AAMAAABk',
      ),
    ),
    accepted('a client that asks before it sends', withHeaders('expect: 100-continue')),
    accepted('the end of the connection, asked for', withHeaders('connection: close')),
  ],
};
