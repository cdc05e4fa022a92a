import { type ConfusionCell, NO_OUTPUT, OUT_OF_SCOPE } from '../core/evaluation/scores.ts';
import { INTENT_IDS } from '../core/intents/taxonomy.ts';
import { html, type Markup } from './evaluation-markup.ts';

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
export function renderMatrix(cells: readonly ConfusionCell[]): Markup {
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
