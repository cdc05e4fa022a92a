import { printable } from '../core/redaction/printable.ts';

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

/** Builds markup. Whatever is put in is made printable and escaped, unless `html` made it. */
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
