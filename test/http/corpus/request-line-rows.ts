import { HIDDEN, joined, PLANT, request } from './corpus-request.ts';
import { allRefused, type CorpusClass, refused } from './corpus-row.ts';

const line = (text: string) => request({ line: text });
const target = (text: string) => line(`POST ${text} HTTP/1.1`);
const method = (text: string) => line(`${text} /webhooks/richpanel HTTP/1.1`);

export const REQUEST_LINES: CorpusClass = {
  title: 'Request lines',
  about: 'The first line is not `METHOD target HTTP/1.1`.',
  rows: allRefused('400 REQUEST_MALFORMED', [
    ['no version at all', line('POST /webhooks/richpanel')],
    ['version 0.9, spelt out', line('POST /webhooks/richpanel HTTP/0.9')],
    ['version 2.0 in the text form of version 1', line('POST /webhooks/richpanel HTTP/2.0')],
    ['a minor version that does not exist', line('POST /webhooks/richpanel HTTP/1.2')],
    ['a version of two digits', line('POST /webhooks/richpanel HTTP/1.10')],
    ['the protocol in lower case', line('POST /webhooks/richpanel http/1.1')],
    ['another protocol', line('POST /webhooks/richpanel XTTP/1.1')],
    ['a tab between the parts', line('POST\t/webhooks/richpanel HTTP/1.1')],
    ['a space behind the version', line('POST /webhooks/richpanel HTTP/1.1 ')],
    ['a space before the method', line(' POST /webhooks/richpanel HTTP/1.1')],
    ['no target', line('POST HTTP/1.1')],
    ['a space inside the target', target(`/webhooks/richpanel?note=${PLANT} x`)],
    ['a byte beyond ASCII in the target', target('/webhooks/richpanel?n\u00e9')],
    ['a NUL in the target', target('/webhooks/richpanel\0')],
    ['a line feed alone behind the line', line('POST /webhooks/richpanel HTTP/1.1\nx-more: 1')],
  ]),
};

export const METHODS: CorpusClass = {
  title: 'Methods',
  about: 'The path is right, the method is not POST.',
  rows: [
    refused('GET with the body of a good POST', '405 METHOD_NOT_ALLOWED', method('GET')),
    refused('HEAD, whose answer has no body', '405 METHOD_NOT_ALLOWED', method('HEAD')),
    refused('OPTIONS, as a browser asks first', '405 METHOD_NOT_ALLOWED', method('OPTIONS')),
    refused('PUT, which also carries a body', '405 METHOD_NOT_ALLOWED', method('PUT')),
    refused('DELETE', '405 METHOD_NOT_ALLOWED', method('DELETE')),
    refused('TRACE, which would ask for an echo', '405 METHOD_NOT_ALLOWED', method('TRACE')),
    refused('a method of WebDAV', '405 METHOD_NOT_ALLOWED', method('PROPFIND')),
    refused('a method with a hyphen', '405 METHOD_NOT_ALLOWED', method('M-SEARCH')),
    refused('post in lower case', '400 REQUEST_MALFORMED', method('post')),
    refused('a method that nobody registered', '400 REQUEST_MALFORMED', method('FETCH')),
    refused('a method that begins like POST', '400 REQUEST_MALFORMED', method('POSTS')),
    refused('an empty method', '400 REQUEST_MALFORMED', line(' /webhooks/richpanel HTTP/1.1')),
    refused(
      'GET where a header asks to take it for POST',
      '405 METHOD_NOT_ALLOWED',
      request({
        line: 'GET /webhooks/richpanel HTTP/1.1',
        headers: ['x-http-method-override: POST'],
      }),
    ),
    refused(
      'CONNECT, which asks for a tunnel',
      '404 PATH_UNKNOWN',
      joined('CONNECT helpdesk.example:443 HTTP/1.1\r\nhost: helpdesk.example:443\r\n\r\n', HIDDEN),
    ),
  ],
};

export const PATHS: CorpusClass = {
  title: 'Paths that look like ours',
  about: 'Paths are compared byte by byte: nothing is decoded, resolved or folded.',
  rows: allRefused('404 PATH_UNKNOWN', [
    ['a slash more at the end', target('/webhooks/richpanel/')],
    ['a slash more at the beginning', target('//webhooks/richpanel')],
    ['two slashes inside', target('/webhooks//richpanel')],
    ['an encoded slash', target('/webhooks%2Frichpanel')],
    ['an encoded letter', target('/webhooks/%72ichpanel')],
    ['an encoded NUL at the end', target('/webhooks/richpanel%00')],
    ['a single dot segment', target('/webhooks/./richpanel')],
    ['a way up and back', target('/healthz/../webhooks/richpanel')],
    ['an encoded way up', target('/healthz/%2e%2e/webhooks/richpanel')],
    ['a capital letter', target('/Webhooks/richpanel')],
    ['a backslash', target('/webhooks\\richpanel')],
    ['a parameter of the path', target(`/webhooks/richpanel;v=${PLANT}`)],
    ['a fragment', target('/webhooks/richpanel#top')],
    ['an encoded question mark', target('/webhooks/richpanel%3Fa=b')],
    ['the path as a suffix of another', target('/api/webhooks/richpanel')],
  ]),
};

export const TARGETS: CorpusClass = {
  title: 'Targets of other forms',
  about: 'What stands where the path belongs is of another kind.',
  rows: [
    refused(
      'a whole address, as a proxy gets it',
      '404 PATH_UNKNOWN',
      target('http://helpdesk.example/webhooks/richpanel'),
    ),
    refused(
      'the address of another host',
      '404 PATH_UNKNOWN',
      target('http://other.example/webhook'),
    ),
    refused('another scheme', '404 PATH_UNKNOWN', target('ftp://helpdesk.example/webhook')),
    refused('a scheme without a host', '400 REQUEST_MALFORMED', target('http:/webhook')),
    refused('an asterisk', '404 PATH_UNKNOWN', target('*')),
    refused('an asterisk with OPTIONS', '404 PATH_UNKNOWN', line('OPTIONS * HTTP/1.1')),
    refused('a path without its first slash', '400 REQUEST_MALFORMED', target('webhook')),
    refused('host and port alone', '400 REQUEST_MALFORMED', target('helpdesk.example:80')),
    refused('the root', '404 PATH_UNKNOWN', target('/')),
    refused('a query alone', '400 REQUEST_MALFORMED', target('?ticket_id=T-1')),
    refused('a query on the root', '404 PATH_UNKNOWN', target(`/?note=${PLANT}`)),
    refused('the path inside a query', '404 PATH_UNKNOWN', target('/x?/webhooks/richpanel')),
    refused('the word that names an object’s prototype', '404 PATH_UNKNOWN', target('/__proto__')),
    refused('a path of 4,000 characters', '404 PATH_UNKNOWN', target(`/${'p'.repeat(3999)}`)),
    refused('POST to a health path', '405 METHOD_NOT_ALLOWED', target('/healthz')),
  ],
};
