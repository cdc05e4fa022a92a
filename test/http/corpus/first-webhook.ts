import { TOKEN } from '../../support/intake-fixture.ts';

/** Where a service of one machine listens unless told otherwise. */
const ADDRESS = '127.0.0.1:8787';
const PATH = '/webhooks/richpanel';
const BODY = '{"ticket_id":"T-1"}';

/** The first webhook that a reader of docs/webhook.md sends, word for word; the token comes from the shell. */
export const FIRST_WEBHOOK_COMMAND = [
  `curl http://${ADDRESS}${PATH} \\`,
  '  --header "x-richpanel-webhook-token: $RPMW_WEBHOOK_TOKEN" \\',
  "  --header 'content-type: application/json' \\",
  `  --data '${BODY}'`,
].join('\n');

/** What curl 8 makes of it. */
export const FIRST_WEBHOOK_BYTES: Buffer = Buffer.from(
  [
    `POST ${PATH} HTTP/1.1`,
    `Host: ${ADDRESS}`,
    'User-Agent: curl/8.14.1',
    'Accept: */*',
    `x-richpanel-webhook-token: ${TOKEN}`,
    'content-type: application/json',
    `Content-Length: ${BODY.length}`,
    '',
    BODY,
  ].join('\r\n'),
);
