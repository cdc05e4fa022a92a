import { TOKEN_HEADER } from '../../src/http/webhooks/checks.ts';
import { WEBHOOK_PATHS } from '../../src/http/webhooks/webhook.names.ts';
import { FIRST_WEBHOOK_COMMAND } from '../../test/http/corpus/first-webhook.ts';
import type { GeneratedFile } from './generated-file.ts';
import { bullets, code, inWords, section } from './safety-matrix-markdown.ts';
import { renderOrder, renderRefusals } from './webhook-answers.ts';
import { renderCorpus } from './webhook-corpus.ts';
import { renderLimits } from './webhook-limits.ts';

function renderFirst(): string {
  return section(
    'Send a first webhook',
    'With the service of one machine running (`npm start`) and its token, which it showed once, in `RPMW_WEBHOOK_TOKEN`:',
    ['```sh', FIRST_WEBHOOK_COMMAND, '```'].join('\n'),
    'It answers `{"deliveryId":"…"}` with status 202.',
  );
}

function renderRequest(): string {
  return section(
    'What the door takes',
    bullets([
      `\`POST\` to ${inWords(WEBHOOK_PATHS.map(code), 'or')}, byte by byte: nothing is decoded or resolved. A query is allowed and not looked at.`,
      `The token in ${code(TOKEN_HEADER)}, or as \`Authorization: Bearer …\`. Two tokens may be live while they are rotated. Where both headers hold one they must be the same; a header that came twice holds none that is live.`,
      '`content-type: application/json`, with charset utf-8 if one is named; no `content-encoding` but `identity`.',
      'A JSON object in UTF-8. A byte order mark in front is skipped; of a member that comes twice the last one counts.',
      'The ticket’s id in `ticket_id`, `ticket`, `ticket.id` or `ticket.ticket_id`, or in any of these under `payload`; null counts as nothing. Where several hold something they must agree.',
      'An id is text of printable characters, not `.` or `..`, or a number that is whole and small enough to be exact (up to 9,007,199,254,740,991). JSON rounds digits behind the point before they can be seen: prefer text.',
      'Nothing else of the body is read, logged or kept.',
    ]),
  );
}

function renderConnections(): string {
  return section(
    'Connections',
    'A connection stays open for the next request, except after an answer behind which nobody can know where the next request begins: 408, 413, 417, 431, 400 `REQUEST_MALFORMED`, whatever CONNECT hears, and any other answer to a request whose body is too large. These say `connection: close`, and whatever follows on that connection is not acted on. A whole request that was sent before bytes that are no request still gets its own answer, and the connection ends with it. Behind a body that is too large we listen for a second more, so that a client which is still sending can read its answer.',
  );
}

/** docs/webhook.md: what the door for webhooks takes, what it answers, and the requests that it was tried with. */
export function renderWebhookPage(root: string): string {
  const parts = [
    '# The door for webhooks',
    'Generated from the code by `npm run generate`; do not edit.',
    renderFirst(),
    renderRequest(),
    renderOrder(),
    renderRefusals(root),
    renderLimits(),
    renderConnections(),
    renderCorpus(),
  ];
  return `${parts.join('\n\n')}\n`;
}

export async function generateWebhookPage(root: string): Promise<readonly GeneratedFile[]> {
  return [{ path: 'docs/webhook.md', content: renderWebhookPage(root) }];
}
