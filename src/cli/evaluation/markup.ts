import { printable } from '../../core/redaction/redact.ts';

/** Longer than anything a report holds, so that only what is hostile is cut. */
const MAX_TEXT = 4_000;

/** Text that is markup already because `html` made it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return printable(String(part), MAX_TEXT).replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
}

/** Builds markup. Every value that is put in is made printable and escaped, unless `html` made it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const rest = strings.slice(1).map((text, index) => render(parts[index] ?? '') + text);
  return new Markup((strings[0] ?? '') + rest.join(''));
}

/** A table with a heading per column; the first cell of a row is its heading. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Part[])[],
): Markup {
  const line = ([first = '', ...others]: readonly Part[]) =>
    html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
  return html`<div class="wide"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(line)}</tbody></table></div>\n`;
}

/** A list with its length, folded away where it is long unless it must be seen; a sentence where it is empty. */
export function idList(title: string, ids: readonly string[], mustBeSeen = false): Markup {
  if (ids.length === 0) return html`<p>${title}: none</p>\n`;
  const items = ids.map((id) => html`<li><code>${id}</code></li>`);
  const isOpen = mustBeSeen || ids.length <= 25 ? html` open` : html``;
  return html`<details${isOpen}><summary>${title}: ${ids.length}</summary><ul class="ids">${items}</ul></details>\n`;
}

/** The look of the report: readable, light and dark, nothing from outside. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5a6575; --line: #d5dbe3; --paper: #fff; --panel: #f5f7fa;
  --good: #1a7f4b; --bad: #b3261e; --warn: #8a5a00; --right: #2e9e6b; --wrong: #e0812f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a3aebd; --line: #3a4452; --paper: #14181f;
  --panel: #1c222c; --good: #5fd39b; --bad: #ff8a80; --warn: #f2c063; --right: #2e9e6b; --wrong: #d9772b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; max-width: 60rem; } .soft { color: var(--soft); }
.line { background: var(--panel); border-left: 4px solid var(--line); padding: .6rem .9rem; overflow-wrap: anywhere; }
.line.pass { border-color: var(--good); } .line.reported { border-color: var(--warn); } .line.fail { border-color: var(--bad); }
.pass { color: var(--good); } .fail { color: var(--bad); } .warn { color: var(--warn); }
.line.pass, .line.fail { color: var(--ink); }
.wide { overflow-x: auto; } .beside { display: flex; flex-wrap: wrap; gap: 0 3rem; } .gates td:nth-child(3) { min-width: 19rem; }
 table { border-collapse: collapse; margin: .5rem 0; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; }
strong { white-space: nowrap; } tbody th { white-space: nowrap; }
td { font-variant-numeric: tabular-nums; }
.bar { display: inline-block; width: 6rem; height: .6rem; background: var(--line); }
.bar span { display: block; height: 100%; background: var(--right); }
.ids { columns: 16rem; padding-left: 1.2rem; margin: .3rem 0; } code { font: .85em ui-monospace, monospace; }
.matrix th, .matrix td { padding: .15rem .3rem; font-size: .78rem; border: 1px solid var(--line); text-align: center; }
.matrix tbody th { text-align: right; white-space: nowrap; position: sticky; left: 0; background: var(--paper); }
.matrix thead th { vertical-align: bottom; } .matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
.matrix td { min-width: 1.7rem; } .matrix .right { background: color-mix(in srgb, var(--right) var(--heat), transparent); }
.matrix .wrong { background: color-mix(in srgb, var(--wrong) var(--heat), transparent); }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
svg .axis { stroke: var(--soft); } svg .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
svg .accuracy { fill: var(--right); } svg .mean { fill: var(--wrong); }
`;
