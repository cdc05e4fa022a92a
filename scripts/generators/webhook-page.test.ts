import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, problem } from '../../src/http/problems.ts';
import { GOOD_CONTENT } from '../../test/http/corpus/content-rows.ts';
import { FIRST_WEBHOOK_BYTES } from '../../test/http/corpus/first-webhook.ts';
import { TOKEN } from '../../test/support/intake-fixture.ts';
import { renderWebhookPage } from './webhook-page.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const page = renderWebhookPage(ROOT);

/** The words of a shell command: quotes taken off, lines joined, the token put in. */
function wordsOf(command: string): readonly string[] {
  const oneLine = command.replaceAll('\\\n', ' ').replaceAll('$RPMW_WEBHOOK_TOKEN', TOKEN);
  const words = oneLine.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g);
  return [...words].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
}

/** What curl makes of its words: headers of its own, then ours in their order. */
function requestOfCurl(words: readonly string[]): string {
  const [name, address = '', ...options] = words;
  const url = new URL(address);
  const valuesOf = (option: string) =>
    options.flatMap((word, at) => (word === option ? [options[at + 1] ?? ''] : []));
  const body = valuesOf('--data').join('&');
  const lines = [
    `POST ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'User-Agent: curl/8.14.1',
    'Accept: */*',
    ...valuesOf('--header'),
    `Content-Length: ${body.length}`,
  ];
  return name === 'curl' ? `${lines.join('\r\n')}\r\n\r\n${body}` : '';
}

describe('docs/webhook.md', () => {
  it('is what the code says', () => {
    expect(readFileSync(path.join(ROOT, 'docs/webhook.md'), 'utf8')).toBe(page);
  });

  it('has a command for the first webhook that makes a request of the corpus which is taken', () => {
    const [, command = ''] = /```sh\n([^`]*)\n```/.exec(page) ?? [];

    expect(requestOfCurl(wordsOf(command))).toBe(FIRST_WEBHOOK_BYTES.toString());
    const row = GOOD_CONTENT.rows.find(({ bytes }) => bytes.equals(FIRST_WEBHOOK_BYTES));
    expect(row?.answer).toBe('202');
  });

  it.each(PROBLEM_CODES)(
    'names %s once in the order of checks, and with its cause and a remedy',
    (code) => {
      const [, rest = ''] = page.split('## The order of the checks');
      const [order = '', answers = ''] = rest.split('## The answers');
      const { status } = problem(code);

      expect(order.split(`\`${code}\``)).toHaveLength(code === 'REQUEST_FAILED' ? 1 : 2);
      expect(answers).toMatch(
        new RegExp(`^\\| ${status} \\| \`${code}\` \\| \\S.* \\| \\S.* \\|$`, 'm'),
      );
    },
  );

  it('is two screens', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(110);
  });
});
