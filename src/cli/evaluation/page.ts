import { METRIC_NAMES } from '../../core/evaluation/metrics.ts';
import type { EvaluationReport } from '../../core/evaluation/report.ts';
import { decimal, fraction, summaryLine } from '../../core/evaluation/report.ts';
import type { CalibrationBin } from '../../core/evaluation/scores.ts';
import { type ConfusionCell, NO_OUTPUT, OUT_OF_SCOPE } from '../../core/evaluation/scores.ts';
import type { GateResult } from '../../core/evaluation/verdict.ts';
import { INTENT_IDS } from '../../core/intents/taxonomy.ts';
import { html, idList, type Markup, PAGE_STYLE, table } from './markup.ts';
import { decisionText, METRIC_LABELS } from './view.ts';

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

const WIDTH = 560;
const HEIGHT = 220;
const LEFT = 36;
const TOP = 12;
const BAR_GAP = 6;

function barOf(bin: CalibrationBin, index: number, count: number): Markup {
  const step = (WIDTH - LEFT) / count;
  const x = LEFT + index * step + BAR_GAP / 2;
  const accuracy = bin.accuracy ?? 0;
  const height = accuracy * HEIGHT;
  const y = TOP + HEIGHT - height;
  const middle = x + (step - BAR_GAP) / 2;
  const mean = bin.meanConfidence;
  const dot =
    mean === null
      ? html``
      : html`<circle class="mean" cx="${middle}" cy="${TOP + HEIGHT * (1 - mean)}" r="4"></circle>`;
  const isEmpty = bin.count === 0;
  return html`<rect class="accuracy" x="${x}" y="${y}" width="${step - BAR_GAP}" height="${height}"></rect>${dot}
<text x="${middle}" y="${TOP + HEIGHT + 15}" text-anchor="middle">${bin.from.toFixed(1)}–${bin.to.toFixed(1)}</text>
<text x="${middle}" y="${TOP + HEIGHT + 30}" text-anchor="middle">${isEmpty ? '–' : `n=${bin.count}`}</text>\n`;
}

function chartOf(bins: readonly CalibrationBin[]): Markup {
  const bars = bins.map((bin, index) => barOf(bin, index, bins.length));
  const marks = [0, 0.5, 1].map((value) => {
    const y = TOP + HEIGHT * (1 - value);
    return html`<text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${value.toFixed(1)}</text>`;
  });
  const bottom = TOP + HEIGHT;
  return html`<svg viewBox="0 0 ${WIDTH} ${bottom + 36}" width="${WIDTH * 1.4}" role="img" aria-label="Accuracy by confidence; the same numbers stand in the table below">
<line class="axis" x1="${LEFT}" y1="${bottom}" x2="${WIDTH}" y2="${bottom}"></line>
<line class="ideal" x1="${LEFT}" y1="${bottom}" x2="${WIDTH}" y2="${TOP}"></line>
${marks}${bars}</svg>\n`;
}

/** How far confidence can be believed: bars of accuracy with counts, and the numbers beneath them. */
function renderCalibration(bins: readonly CalibrationBin[]): Markup {
  const rows = bins.map((bin) => [
    `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
    bin.count,
    bin.count === 0 ? '–' : decimal(bin.meanConfidence),
    bin.count === 0 ? '–' : decimal(bin.accuracy),
  ]);
  return html`${chartOf(bins)}<p class="soft">Bars: share of right primary intents. Dots: mean confidence. Dashed: where both would be the same.</p>
${table('The numbers of the chart', ['confidence', 'messages', 'mean confidence', 'accuracy'], rows)}`;
}

const LEAST_HEAT = 12;

/** Never darker than this, so that the number on it stays readable in both schemes. */
const MOST_HEAT = 60;

function cellOf(expected: string, predicted: string, count: number, total: number): Markup {
  if (count === 0) return html`<td></td>`;
  const heat = Math.round(LEAST_HEAT + (MOST_HEAT - LEAST_HEAT) * (count / total));
  const kind =
    predicted === (expected === OUT_OF_SCOPE ? 'unknown_other' : expected) ? 'right' : 'wrong';
  return html`<td class="${kind}" style="--heat:${heat}%" title="${expected}, understood as ${predicted}: ${count} of ${total}">${count}</td>`;
}

/** The confusion matrix as a table of numbers; the colour repeats what the number says. */
function renderMatrix(cells: readonly ConfusionCell[]): Markup {
  const expected = [...INTENT_IDS, OUT_OF_SCOPE].filter((name) =>
    cells.some((cell) => cell.expected === name),
  );
  const predicted = [...INTENT_IDS, NO_OUTPUT].filter((name) =>
    cells.some((cell) => cell.predicted === name),
  );
  if (expected.length === 0) return html`<p>Not measured: no message is labelled.</p>`;
  const rows = expected.map((name) => {
    const own = cells.filter((cell) => cell.expected === name);
    const total = own.reduce((soFar, { count }) => soFar + count, 0);
    const countOf = (other: string) => own.find((cell) => cell.predicted === other)?.count ?? 0;
    const line = predicted.map((other) => cellOf(name, other, countOf(other), total));
    return html`<tr><th scope="row">${name}</th>${line}<td>${total}</td></tr>\n`;
  });
  const heads = predicted.map((name) => html`<th scope="col"><span>${name}</span></th>`);
  return html`<div class="wide"><table class="matrix">
<caption>Rows: the label. Columns: what was understood. The last column is the number of messages of the row.</caption>
<thead><tr><th></th>${heads}<th scope="col"><span>messages</span></th></tr></thead>
<tbody>${rows}</tbody></table></div>\n`;
}
