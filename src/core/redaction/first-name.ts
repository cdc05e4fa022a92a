const FIRST_NAME = /^\p{L}[\p{L}' -]{0,29}$/u;

/**
 * The name when it may stand in a reply, else null: a letter, then at most 29 letters, apostrophes, spaces or
 * hyphens. Only the first word of a longer name is used; nothing is repaired, so a link or markup is left out.
 */
export function safeFirstName(name: string | null | undefined): string | null {
  const whole = (name ?? '').normalize('NFC').trim();
  if (!FIRST_NAME.test(whole)) return null;
  return whole.split(' ')[0] ?? null;
}
