import { describe, expect, it } from 'vitest';
import {
  labelled,
  OUT_OF_SCOPE_LABELS,
  ROUTING,
  row,
} from '../../../test/support/evaluation/rows.ts';
import { createReport } from '../../core/evaluation/report.ts';
import { html } from './markup.ts';
import { renderEvaluationPage } from './page.ts';
import { formatEvaluation } from './view.ts';

const HOSTILE = `"><script>alert('x')</script>\u202E&`;
const rows = [
  row('refund', labelled('refund_request')),
  row('mixed-up', labelled('refund_request'), { intent: 'return_request' }),
  row(HOSTILE, labelled('legal_threat'), { intent: 'refund_request' }),
  row('spam', OUT_OF_SCOPE_LABELS, { intent: 'refund_request', tier: 2 }),
];
const report = createReport({
  rows,
  files: [HOSTILE],
  datasetDigest: '0'.repeat(64),
  routing: ROUTING,
  ran: { name: HOSTILE, calls: 4, errors: 0 },
  isFromFile: false,
  isGolden: true,
  faults: [{ file: HOSTILE, lineNumber: 1, cause: HOSTILE }],
  refusals: 0,
  baseline: null,
  lockChanges: [{ pin: HOSTILE, change: 'changed' }],
  isGated: true,
});
const page = renderEvaluationPage(report);

describe('R8.2 the page of a report', () => {
  it('shows hostile names as text, on one line and without bidi', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202E');
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;');
  });

  it('needs nothing from outside, and forbids it', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import/);
  });

  it('names every gate with its word, every miss by id, and shows the numbers of the matrix', () => {
    for (const { gate } of report.gates) expect(page).toContain(`<th scope="row">${gate}</th>`);
    expect(page).toContain('<summary>Tier 0 misses: 1</summary>');
    expect(page).toContain('<li><code>spam</code></li>');
    expect(page).toContain('title="refund_request, understood as return_request: 1 of 2">1</td>');
    expect(page).toContain('n=3');
  });

  it('opens and closes its elements in pairs', () => {
    const open: string[] = [];
    for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (['meta', 'html', 'head', 'body'].includes(name)) continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('is the same for a terminal, without ANSI', () => {
    const text = formatEvaluation(report);

    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u202E');
    expect(text).toContain('Tier 0 misses');
  });
});

describe('markup', () => {
  it('escapes what it is given and keeps what it made', () => {
    const inner = html`<b>${'<i>'}</b>`;

    expect(html`<p class="${'"x'}">${inner}${[inner, inner]}${1}</p>`.text).toBe(
      '<p class="&quot;x"><b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b>1</p>',
    );
  });
});
