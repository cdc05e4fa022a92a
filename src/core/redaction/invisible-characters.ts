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
