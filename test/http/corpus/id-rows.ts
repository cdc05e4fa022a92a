import { PLANT, withBody, withId, withRawId } from './corpus-request.ts';
import { accepted, allRefused, type CorpusClass, refused } from './corpus-row.ts';

const INVALID = '400 TICKET_ID_INVALID';

export const NO_TICKET: CorpusClass = {
  title: 'No ticket',
  about: 'No place where an id is looked for holds anything.',
  rows: allRefused('400 TICKET_ID_MISSING', [
    ['no members', withBody('{}')],
    ['an empty name', withBody('{"":"T-1"}')],
    ['null in every place', withBody('{"ticket_id":null,"ticket":null,"payload":null}')],
    ['a ticket with everything but its id', withBody(`{"ticket":{"subject":"${PLANT}"}}`)],
    ['a ticket whose id is null', withBody('{"ticket":{"id":null}}')],
    ['an empty ticket', withBody('{"ticket":{}}')],
    ['a payload that is text', withBody('{"payload":"ticket_id"}')],
    [
      'a payload that is JSON in a string',
      withBody(`{"payload":"{\\"ticket_id\\":\\"${PLANT}\\"}"}`),
    ],
    ['a payload that is a list', withBody('{"payload":[{"ticket_id":"T-1"}]}')],
    ['camel case', withBody('{"ticketId":"T-1"}')],
    ['capitals', withBody('{"TICKET_ID":"T-1"}')],
    ['a hyphen', withBody('{"ticket-id":"T-1"}')],
    ['a space behind the name', withBody('{"ticket_id ":"T-1"}')],
    ['a letter of another script in the name', withBody('{"tick\u0435t_id":"T-1"}')],
    ['an id at the top, which is the event’s', withBody('{"id":"T-1"}')],
  ]),
};

export const PROTOTYPE_KEYS: CorpusClass = {
  title: 'Prototype keys',
  about: 'Members with the names of inherited ones: nothing is inherited, nothing is changed.',
  rows: [
    ...allRefused('400 TICKET_ID_MISSING', [
      ['the prototype at the top', withBody('{"__proto__":{"ticket_id":"T-1"}}')],
      ['the prototype in the ticket', withBody('{"ticket":{"__proto__":{"id":"T-1"}}}')],
      ['the prototype in the payload', withBody('{"payload":{"__proto__":{"ticket_id":"T-1"}}}')],
      [
        'the prototype as the ticket of the payload',
        withBody('{"payload":{"__proto__":{"ticket":"T-1"}}}'),
      ],
      [
        'the prototype of the prototype',
        withBody('{"__proto__":{"__proto__":{"ticket_id":"T-1"}}}'),
      ],
      [
        'the constructor’s prototype',
        withBody('{"constructor":{"prototype":{"ticket_id":"T-1"}}}'),
      ],
      ['the prototype with an escaped name', withBody('{"__pro\\u0074o__":{"ticket_id":"T-1"}}')],
      ['a prototype that is null', withBody('{"__proto__":null}')],
      ['a way to set the prototype', withBody('{"__defineSetter__":{"ticket_id":"T-1"}}')],
      [
        'a member that asks for its own question',
        withBody('{"hasOwnProperty":1,"ticket":{"hasOwnProperty":1}}'),
      ],
    ]),
    ...allRefused(INVALID, [
      ['an object with a way to become text as the id', withRawId('{"toString":"T-1"}')],
      ['an object with a value of its own as the id', withRawId('{"valueOf":"T-1"}')],
      ['an object that says how it is written as JSON', withRawId('{"toJSON":"T-1"}')],
      ['an object with a length, as a list has one', withRawId('{"length":1,"0":"T-1"}')],
    ]),
  ],
};

export const ID_TYPES: CorpusClass = {
  title: 'Ids of another type',
  about: 'What stands in the place of an id is neither text nor a whole number.',
  rows: allRefused(INVALID, [
    ['true', withRawId('true')],
    ['false', withRawId('false')],
    ['an empty list', withRawId('[]')],
    ['a list with an id', withRawId('["T-1"]')],
    ['an empty object', withRawId('{}')],
    ['an object with an id', withRawId('{"id":"T-1"}')],
    ['an operator of a database', withRawId('{"$ne":null}')],
    ['a ticket that is a list', withBody(`{"ticket":[{"id":"${PLANT}"}]}`)],
    ['a ticket that is true', withBody('{"ticket":true}')],
    ['a nested id that is an object', withBody('{"ticket":{"id":{"id":"T-1"}}}')],
    ['a bad id beside a good one', withBody(`{"ticket_id":"${PLANT}","ticket":{"id":false}}`)],
    [
      'a bad id in the payload, a good one outside',
      withBody('{"ticket_id":"T-1","payload":{"ticket":[]}}'),
    ],
  ]),
};

export const ID_NUMBERS: CorpusClass = {
  title: 'Numbers as ids',
  about:
    'A number that is not whole, or so large that JSON may have rounded it to another ticket’s.',
  rows: [
    ...allRefused(INVALID, [
      ['a fraction', withRawId('1.5')],
      ['a negative number', withRawId('-1')],
      ['the first number that may be rounded', withRawId('9007199254740992')],
      ['a number that is rounded', withRawId('9007199254740993')],
      ['18 digits', withRawId('123456789012345678')],
      ['a number beyond all numbers', withRawId('1e400')],
      ['the same below nought', withRawId('-1e400')],
      ['the largest number', withRawId('1.7976931348623157e308')],
      ['the smallest number', withRawId('5e-324')],
      ['a large number with an exponent', withRawId('1e16')],
      ['300 digits', withRawId('1'.repeat(300))],
      ['a fraction in the nested place', withBody('{"ticket":{"id":0.1}}')],
    ]),
    accepted(
      'a fraction that JSON rounds away before it can be seen',
      withRawId('42.00000000000000001'),
      '42',
    ),
  ],
};

export const ID_DOTS: CorpusClass = {
  title: 'Ids that would name another path, or none',
  about: 'Percent-encoding cannot take the meaning from these.',
  rows: allRefused(INVALID, [
    ['one dot', withId('.')],
    ['two dots', withId('..')],
    ['two dots, escaped in the JSON', withRawId('"\\u002e\\u002e"')],
    ['two dots in the nested place', withBody(`{"ticket":{"id":".."},"note":"${PLANT}"}`)],
    ['two dots as the ticket itself', withBody('{"ticket":".."}')],
    ['nothing', withId('')],
    ['one space', withId(' ')],
    ['a space before', withId(` ${PLANT}`)],
    ['a space behind', withId(`${PLANT} `)],
    ['dots with a space', withId('.. ')],
    ['513 characters', withId('x'.repeat(513))],
    ['257 characters of two code units', withId('😀'.repeat(257))],
    ['30,000 characters', withId('x'.repeat(30_000))],
  ]),
};

/** A canary around one character. */
const around = (character: string) => withId(`${PLANT}${character}${PLANT}`);

export const ID_CONTROLS: CorpusClass = {
  title: 'Ids with control characters and white space',
  about: 'A character that a terminal, a log line or a header would act upon.',
  rows: allRefused(INVALID, [
    ['NUL', around('\u0000')],
    ['a backspace', around('\b')],
    ['a tab', around('\t')],
    ['a line feed', around('\n')],
    ['a carriage return and a line feed, as in a header', around('\r\n')],
    ['a line feed at the end', withId(`${PLANT}\n`)],
    ['an escape sequence that clears the screen', around('\u001b[2J')],
    ['a DEL', around('\u007f')],
    ['the next line of the second set of controls', around('\u0085')],
    ['the escape of the second set', around('\u009b')],
    ['a no-break space', around('\u00a0')],
    ['an ideographic space', around('\u3000')],
    ['a line separator', around('\u2028')],
    ['a paragraph separator', around('\u2029')],
    ['a blank of old Irish', around('\u1680')],
  ]),
};

export const ID_FORMATS: CorpusClass = {
  title: 'Ids with invisible characters',
  about: 'A character that shows nothing, or turns what is shown around.',
  rows: allRefused(INVALID, [
    ['a right-to-left override', around('\u202e')],
    ['a left-to-right embedding', around('\u202a')],
    ['an isolate', around('\u2066')],
    ['the end of an isolate', around('\u2069')],
    ['a right-to-left mark', around('\u200f')],
    ['an Arabic letter mark', around('\u061c')],
    ['a zero-width space', around('\u200b')],
    ['a zero-width joiner, also inside an emoji', withId('👩\u200d👧')],
    ['a word joiner', around('\u2060')],
    ['a byte order mark inside', around('\ufeff')],
    ['a soft hyphen', around('\u00ad')],
    ['an invisible plus', around('\u2064')],
    ['a tag character beyond the first plane', around('\u{e0041}')],
    ['an annotation anchor', around('\ufff9')],
    ['a separator of Mongolian vowels', around('\u180e')],
  ]),
};

export const ID_CODE_POINTS: CorpusClass = {
  title: 'Ids with what is no character',
  about: 'Half a character, one nobody assigned, or one that means something only in private.',
  rows: allRefused(INVALID, [
    ['the first half of a pair', withRawId(`"${PLANT}\\ud83d"`)],
    ['the second half of a pair', withRawId(`"\\ude00${PLANT}"`)],
    ['a pair the wrong way round', withRawId('"\\ude00\\ud83d"')],
    ['a pair with a letter between', withRawId('"\\ud83dx\\ude00"')],
    ['two first halves', withRawId('"\\ud83d\\ud83d"')],
    ['a half in the nested place', withBody('{"ticket":{"id":"\\ud800"}}')],
    ['a code point that is none', around('\uffff')],
    ['another of those, beyond the first plane', around('\u{1fffe}')],
    ['one in the middle of a block', around('\ufdd0')],
    ['the first private one', around('\ue000')],
    ['a private one beyond the first plane', around('\u{10fffd}')],
    ['an unassigned one', around('\u0378')],
  ]),
};

export const CONFLICTS: CorpusClass = {
  title: 'Two tickets',
  about: 'Two places name different tickets; neither is chosen.',
  rows: [
    ...allRefused('400 TICKET_ID_CONFLICT', [
      ['at the top and in the ticket', withBody('{"ticket_id":"T-1","ticket":{"id":"T-2"}}')],
      ['at the top and as the ticket', withBody('{"ticket_id":"T-1","ticket":"T-2"}')],
      ['both inside the ticket', withBody('{"ticket":{"id":"T-1","ticket_id":"T-2"}}')],
      [
        'outside and inside the payload',
        withBody('{"ticket_id":"T-1","payload":{"ticket_id":"T-2"}}'),
      ],
      [
        'both inside the payload',
        withBody('{"payload":{"ticket_id":"T-1","ticket":{"id":"T-2"}}}'),
      ],
      ['ids that differ in case', withBody('{"ticket_id":"t-1","ticket":"T-1"}')],
      ['a number and text with a nought in front', withBody('{"ticket_id":7,"ticket":"07"}')],
      ['a number and text with a decimal point', withBody('{"ticket_id":7,"ticket":"7.0"}')],
      ['composed and decomposed', withBody('{"ticket_id":"\u00e9","ticket":"e\u0301"}')],
      ['letters that look alike', withBody('{"ticket_id":"A","ticket":"\u0410"}')],
      ['encoded and plain', withBody('{"ticket_id":"a/b","ticket":"a%2Fb"}')],
      [
        'three places, of which two agree',
        withBody('{"ticket_id":"T-1","ticket":{"id":"T-1","ticket_id":"T-2"}}'),
      ],
    ]),
    refused(
      'a conflict before something that cannot be an id',
      '400 TICKET_ID_CONFLICT',
      withBody('{"ticket_id":"T-1","ticket":"T-2","payload":{"ticket":[]}}'),
    ),
    refused(
      'something that cannot be an id before a conflict',
      INVALID,
      withBody('{"ticket_id":[],"ticket":"T-1","payload":{"ticket":"T-2"}}'),
    ),
  ],
};
