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

/** Format characters (zero-width, bidi, soft hyphen, tags) and everything unassigned or private. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0\uFE00-\uFE0F]/gu;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029\u000B\u000C]/gu;
const CONTROLS_BUT_NEWLINE = /[^\P{Cc}\n]/gu;

/**
 * Removes what a reader cannot see: zero-width, bidi, private-use and unassigned characters vanish, every kind of
 * line break becomes `\n`, every other control character (tabs included) a space. Unpaired surrogates become U+FFFD.
 */
export function removeInvisible(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROLS_BUT_NEWLINE, ' ');
}

/** Cuts to at most `maxLength` UTF-16 units without splitting a surrogate pair. */
export function cutTo(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength);
}
