import { cutTo, removeInvisible } from './invisible-characters.ts';

const ESCAPE = '\u001B';
const EIGHT_BIT_CSI = '\u009B';
const CSI_REST = /^\[?[0-9;:?<=>]{0,40}[ -/]{0,4}[@-~]/;
const MANY_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * A string that is safe to show on a terminal or a page: one line, no control, ANSI, bidi or zero-width characters,
 * at most `maxLength` UTF-16 units (the last one an ellipsis where something was cut). It does not hide personal data and does
 * not escape HTML: the page does that.
 */
export function printable(text: string, maxLength = 200): string {
  // Bounded before any work: a long escape flood costs no more than four times what is shown.
  const bounded = cutTo(text, maxLength * 4 + 64);
  const oneLine = removeInvisible(dropAnsi(bounded))
    .replace(/\s+/gu, ' ')
    .replace(MANY_MARKS, '$1')
    .trim();
  if (oneLine.length <= maxLength && bounded.length === text.length) return oneLine;
  return `${cutTo(oneLine, Math.max(0, maxLength - 1))}…`;
}

function dropAnsi(text: string): string {
  const [head, ...rest] = text.replaceAll(EIGHT_BIT_CSI, `${ESCAPE}[`).split(ESCAPE);
  return (head ?? '') + rest.map((piece) => piece.replace(CSI_REST, '')).join('');
}
