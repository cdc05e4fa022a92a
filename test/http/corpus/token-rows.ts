import { OLD_TOKEN, TOKEN } from '../../support/intake-fixture.ts';
import { PLANT, request } from './corpus-request.ts';
import { accepted, allRefused, type CorpusClass, refused } from './corpus-row.ts';

const token = (value: string) => request({ token: value });
const own = (...headers: readonly string[]) => request({ token: null, headers });

export const WRONG_TOKENS: CorpusClass = {
  title: 'Tokens that are not live',
  about: 'The header holds one token, and it is none of the two that are live.',
  rows: allRefused('401 TOKEN_WRONG', [
    ['another token', token(PLANT)],
    ['the live token without its last character', token(TOKEN.slice(0, -1))],
    ['the live token without its first character', token(TOKEN.slice(1))],
    ['the live token and one character more', token(`${TOKEN}0`)],
    ['the live token in capitals', token(TOKEN.toUpperCase())],
    ['the live token twice', token(`${TOKEN}${TOKEN}`)],
    ['both live tokens, joined by a comma', token(`${TOKEN},${OLD_TOKEN}`)],
    ['the live token in quotes', token(`"${TOKEN}"`)],
    ['the live token behind the word Bearer', token(`Bearer ${TOKEN}`)],
    ['the live token, percent-encoded', token(TOKEN.replaceAll('-', '%2D'))],
    ['the live token in base64', token(Buffer.from(TOKEN).toString('base64'))],
    ['a hyphen that only looks like one', token(TOKEN.replace('-', '\u00ad'))],
    ['a no-break space behind the live token', token(`${TOKEN}\u00a0`)],
    ['the word undefined', token('undefined')],
    ['a token of 4,000 characters', token('t'.repeat(4000))],
  ]),
};

export const TOKEN_PLACES: CorpusClass = {
  title: 'Tokens in the wrong place',
  about: 'There is a token, and it is not where it is looked for.',
  rows: allRefused('401 TOKEN_MISSING', [
    ['no header', own()],
    ['an empty header', token('')],
    ['white space only', token(' \t ')],
    ['underscores in the name of the header', own(`x_richpanel_webhook_token: ${TOKEN}`)],
    ['a letter missing in the name of the header', own(`x-richpanel-webhook-toke: ${TOKEN}`)],
    ['a cookie', own(`cookie: x-richpanel-webhook-token=${TOKEN}`)],
    [
      'the query',
      request({ token: null, line: `POST /webhooks/richpanel?token=${TOKEN} HTTP/1.1` }),
    ],
    ['the body', request({ token: null, body: `{"ticket_id":"T-1","token":"${TOKEN}"}` })],
    ['the scheme Basic', own(`authorization: Basic ${TOKEN}`)],
    ['no scheme', own(`authorization: ${TOKEN}`)],
    ['the scheme and nothing else', own('authorization: Bearer')],
    ['a tab behind the scheme', own(`authorization: Bearer\t${TOKEN}`)],
    ['a colon behind the scheme', own(`authorization: Bearer: ${TOKEN}`)],
    ['the header for proxies', own(`proxy-authorization: Bearer ${TOKEN}`)],
  ]),
};

export const TOKEN_PAIRS: CorpusClass = {
  title: 'More than one token',
  about: 'Two tokens are never chosen from, even when one of them is live.',
  rows: [
    refused(
      'the own header twice, both live',
      '401 TOKEN_WRONG',
      request({ headers: [`x-richpanel-webhook-token: ${TOKEN}`] }),
    ),
    refused(
      'the own header twice, a wrong one first',
      '401 TOKEN_WRONG',
      request({ token: PLANT, headers: [`x-richpanel-webhook-token: ${TOKEN}`] }),
    ),
    refused(
      'the own header twice, an empty one first',
      '401 TOKEN_WRONG',
      request({ token: '', headers: [`x-richpanel-webhook-token: ${TOKEN}`] }),
    ),
    ...allRefused('401 TOKEN_CONFLICT', [
      [
        'a live own token, a wrong bearer',
        request({ headers: [`authorization: Bearer ${PLANT}`] }),
      ],
      [
        'a wrong own token, a live bearer',
        request({ token: PLANT, headers: [`authorization: Bearer ${TOKEN}`] }),
      ],
      ['both live, but different', request({ headers: [`authorization: Bearer ${OLD_TOKEN}`] })],
      [
        'an empty own token, a live bearer',
        request({ token: '', headers: [`authorization: Bearer ${TOKEN}`] }),
      ],
      [
        'two bearers in two headers',
        own(`authorization: Bearer ${PLANT}`, `authorization: Bearer ${TOKEN}`),
      ],
      ['two bearers in one header', own(`authorization: Bearer ${TOKEN}, Bearer ${TOKEN}`)],
      [
        'two bearers beside a live own token',
        request({ headers: ['authorization: Bearer a, Bearer b'] }),
      ],
      ['a bearer and a word more', own(`authorization: Bearer ${TOKEN} ${PLANT}`)],
    ]),
    refused(
      'another scheme first, a bearer second',
      '401 TOKEN_MISSING',
      own('authorization: Basic eDp5', `authorization: Bearer ${TOKEN}`),
    ),
  ],
};

export const GOOD_TOKENS: CorpusClass = {
  title: 'Tokens that are taken',
  about: 'Spellings that mean one live token and nothing else.',
  rows: [
    accepted('the older of the two live tokens', token(OLD_TOKEN)),
    accepted('a bearer alone', own(`authorization: Bearer ${TOKEN}`)),
    accepted('the scheme in lower case', own(`authorization: bearer ${TOKEN}`)),
    accepted('two spaces behind the scheme', own(`authorization: Bearer  ${TOKEN}`)),
    accepted(
      'the same token in both headers',
      request({ headers: [`authorization: Bearer ${TOKEN}`] }),
    ),
    accepted(
      'a login of another scheme beside it',
      request({ headers: ['authorization: Basic eDp5'] }),
    ),
    accepted('the name of the header in capitals', own(`X-RICHPANEL-WEBHOOK-TOKEN: ${TOKEN}`)),
    accepted('white space around the value', token(` \t${TOKEN} \t`)),
    accepted('no space behind the colon', own(`x-richpanel-webhook-token:${TOKEN}`)),
  ],
};
