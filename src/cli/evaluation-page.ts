import { METRIC_NAMES } from '../core/evaluation/metrics.ts';
import {
  decimal,
  type EvaluationReport,
  fraction,
  summaryLine,
} from '../core/evaluation/report.ts';
import type { GateResult } from '../core/evaluation/verdict.ts';

import { html, idList, type Markup, table } from './evaluation-markup.ts';
import { renderCalibration } from './evaluation-page-calibration.ts';
import { renderMatrix } from './evaluation-page-matrix.ts';
import { PAGE_STYLE } from './evaluation-page-style.ts';
import { decisionText } from './evaluation-view.ts';
import { METRIC_LABELS } from './evaluation-words.ts';

function statusOf({ status, isEnforced }: GateResult): Markup {
  if (status === 'pass') return html`<strong class="pass">✓ pass</strong>`;
  if (status === 'not-compared') return html`<span class="soft">– not compared</span>`;
  const word = status === 'fail' ? 'fail' : 'not measured';
  if (isEnforced) return html`<strong class="fail">✗ ${word}</strong>`;
  return html`<span class="warn">! ${word} (reported only)</span>`;
}

function gates(report: EvaluationReport): Markup {
  const rows = report.gates.map((result) => [
    result.gate,
    statusOf(result),
    result.demand,
    result.found,
  ]);
  const heads = ['gate', 'status', 'demand', 'found'];
  return html`<div class="gates">${table('What a change must not do', heads, rows)}</div>`;
}

function figures(report: EvaluationReport): Markup {
  const rows = METRIC_NAMES.map((name) => {
    const rate = report.metrics.rates[name];
    return [METRIC_LABELS[name], decimal(rate.value), fraction(rate), rate.ofWhat];
  });
  return table('Every figure with its denominator', ['figure', 'value', 'share', 'of'], rows);
}

function bar(value: number | null): Markup {
  return html`<span class="bar"><span style="width:${Math.round((value ?? 0) * 100)}%"></span></span> ${decimal(value, 2)}`;
}

function intents({ metrics, findings }: EvaluationReport): Markup {
  const rows = metrics.intents
    .filter(({ support }) => support > 0)
    .map(({ intent, support, precision, recall, f1 }) => [
      intent,
      support,
      `${decimal(precision.value, 2)} (${fraction(precision)})`,
      `${decimal(recall.value, 2)} (${fraction(recall)})`,
      bar(f1.value),
    ]);
  const caption =
    'Labelled messages in scope; of several labels the one of the highest priority counts, of equal ones either';
  return html`${table(caption, ['intent', 'messages', 'precision', 'recall', 'F1'], rows)}
${idList('Out of scope, taken for something of ours', findings.outOfScopeMissed)}`;
}

function attention({ findings }: EvaluationReport): Markup {
  const invalid = findings.invalidOutput.map(({ id, why }) => `${id} (${why})`);
  return html`${idList('Tier 0 misses', findings.tierZeroMisses, true)}${idList('Tier 2 violations', findings.tierTwoViolations, true)}
${idList('Invalid output', invalid, true)}${idList('Tier 0 false alarms', findings.tierZeroFalseAlarms)}
${idList('Tier 2 for another intent', findings.tierTwoOtherIntent)}${idList('Out of scope, and a reply could have gone out', findings.outOfScopeAnswered)}`;
}

function changes({ baseline }: EvaluationReport): Markup {
  if (baseline === null) return html`<p>Not compared with the baseline.</p>`;
  const about = html`<p>The baseline was accepted because: ${baseline.reason}</p>`;
  if (baseline.changes.length === 0) return html`${about}<p>No decision changed.</p>`;
  const rows = baseline.changes.map(({ id, fields, before, after }) => [
    id,
    fields.join(', '),
    decisionText(before),
    decisionText(after),
  ]);
  return html`${about}${table('Decisions that changed', ['message', 'changed', 'before', 'now'], rows)}`;
}

function distributions(report: EvaluationReport): Markup {
  const { messages } = report.dataset;
  const of = (title: string, counts: Readonly<Record<string, number>>) =>
    table(`Of ${messages} messages`, [title, 'messages'], Object.entries(counts));
  const { intents: byIntent, tiers, bands } = report.distributions;
  return html`<div class="beside">${of('tier', tiers)}${of('band', bands)}${of('intent', byIntent)}</div>`;
}

function made(report: EvaluationReport): Markup {
  const { adapter, dataset, faults } = report;
  const rows = [
    ['adapter', adapter.name],
    ['calls', adapter.isFromFile ? '0, decisions were read from a file' : adapter.calls],
    ['errors', adapter.errors],
    ['connections tried and refused', adapter.refusedConnections],
    ['files', dataset.files.join(', ')],
    ['messages', dataset.messages],
    ['labelled', `${dataset.labelled}, ${dataset.outOfScope} of them out of scope`],
    ['with several intents', dataset.severalIntents],
    ['digest of the messages', html`<code>${dataset.digest}</code>`],
  ] as const;
  const bad = faults.map(({ file, lineNumber, cause }) => [`${file} line ${lineNumber}`, cause]);
  const badLines = table('Lines of the predictions that could not be used', ['line', 'cause'], bad);
  return html`${table('What ran, as it was counted', ['', ''], rows)}${bad.length > 0 ? badLines : html``}`;
}

/**
 * The report as one page: self-contained, no script, nothing from outside. It holds ids and figures, never the text of a
 * message, and every string in it is made printable and escaped.
 */
export function renderEvaluationPage(report: EvaluationReport): string {
  const sections: readonly (readonly [string, Markup])[] = [
    ['Gates', gates(report)],
    ['For a person to look at', attention(report)],
    ['Figures', figures(report)],
    ['Intents', intents(report)],
    ['Confusion', renderMatrix(report.metrics.confusion)],
    ['Calibration', renderCalibration(report.metrics.calibration)],
    ['Against the baseline', changes(report)],
    ['Answers given', distributions(report)],
    ['What ran', made(report)],
  ];
  const body = sections.map(([title, content]) => html`<h2>${title}</h2>\n${content}`);
  // The style is ours and holds nothing to escape.
  const head = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Offline evaluation</title><style>${PAGE_STYLE}</style></head><body>\n`;
  const intro = html`<h1>Offline evaluation</h1><p class="line ${report.verdict}">${summaryLine(report)}</p>\n`;
  return `${head}<main>${intro.text}${body.map(({ text }) => text).join('')}</main></body></html>\n`;
}
