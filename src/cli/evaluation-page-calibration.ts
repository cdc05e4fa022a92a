import { decimal } from '../core/evaluation/report.ts';
import type { CalibrationBin } from '../core/evaluation/scores.ts';
import { html, type Markup, table } from './evaluation-markup.ts';

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
export function renderCalibration(bins: readonly CalibrationBin[]): Markup {
  const rows = bins.map((bin) => [
    `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
    bin.count,
    bin.count === 0 ? '–' : decimal(bin.meanConfidence),
    bin.count === 0 ? '–' : decimal(bin.accuracy),
  ]);
  return html`${chartOf(bins)}<p class="soft">Bars: share of right primary intents. Dots: mean confidence. Dashed: where both would be the same.</p>
${table('The numbers of the chart', ['confidence', 'messages', 'mean confidence', 'accuracy'], rows)}`;
}
