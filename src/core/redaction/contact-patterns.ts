/** What may stand in an e-mail address beside the `@`; everything else ends it. */
const ADDRESS_STOP = /[\s<>()[\]{},;:"|\\/]/u;

/**
 * Replaces every e-mail address by `placeholder`. It walks outwards from each `@`, so that an endless local part
 * costs one pass and none of it is left behind.
 */
export function replaceEmails(text: string, placeholder: string): string {
  if (!text.includes('@')) return text;
  const output: string[] = [];
  let done = 0;
  let at = text.indexOf('@');
  while (at !== -1) {
    const from = walk(text, at - 1, -1, done) + 1;
    const to = walk(text, at + 1, 1, text.length - 1);
    if (from < at && to > at + 1) {
      output.push(text.slice(done, from), placeholder);
      done = to;
    }
    at = text.indexOf('@', Math.max(at + 1, done));
  }
  output.push(text.slice(done));
  return output.join('');
}

/** The first position, going `step` by `step`, that does not belong to an address; never past `limit`. */
function walk(text: string, start: number, step: 1 | -1, limit: number): number {
  let position = start;
  while (step * position <= step * limit) {
    const sign = text[position] ?? ' ';
    if (ADDRESS_STOP.test(sign)) break;
    position += step;
  }
  return position;
}

const SPELLED_EMAIL =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}._+-]{1,64}(?: ?[([{]at[)\]}] ?| at (?=[\p{L}\p{N}-]{1,63} (?:dot|punkt|punto|point) ))[\p{L}\p{N}-]{1,63}(?: ?[([{](?:dot|punkt|punto|point)[)\]}] ?| (?:dot|punkt|punto|point) |\.)[\p{L}]{2,12}(?![\p{L}\p{N}])/giu;
const URL_WITH_SCHEME = /(?:https?|ftp):\/\/[^\s<>"]+|(?<![\p{L}\p{N}])www\.[^\s<>"]+/giu;
const BARE_HOST =
  /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}(?:com|net|org|info|biz|co|io|shop|store|de|fr|es|it|nl|pt|uk|us|eu|ca|au|me|ly|app|link|page|to)(?:\/[^\s<>"]*)?(?![\p{L}\p{N}-])/giu;

export function replaceSpelledEmails(text: string, placeholder: string): string {
  return text.replace(SPELLED_EMAIL, placeholder);
}

/** Replaces links and bare host names. Run it after the e-mail addresses are gone. */
export function replaceUrls(text: string, placeholder: string): string {
  return text.replace(URL_WITH_SCHEME, placeholder).replace(BARE_HOST, placeholder);
}
