/**
 * Pictures that threaten when a person is addressed with them, each as a word that no language has. A skull and a
 * flame are left out: both mostly mean laughter and praise.
 */
const SIGNS: readonly (readonly [signs: RegExp, word: string])[] = [
  [/[🔪🗡⚔🪓]/gu, ' signblade '],
  [/[🔫💣🧨]/gu, ' signgun '],
  [/[⚰🪦🩸]/gu, ' signgrave '],
];
const ANY_SIGN = /[🔪🗡⚔🪓🔫💣🧨⚰🪦🩸]/u;

/** The text with its threatening pictures as words, or null where it has none. */
export function withThreatSigns(text: string): string | null {
  if (!ANY_SIGN.test(text)) return null;
  return SIGNS.reduce((read, [signs, word]) => read.replace(signs, word), text);
}

/** "The 🔪 you sent" is a knife: see senses.ts. */
export const THREAT_SIGNS: readonly string[] = [
  'signblade|signgun ~6 signgrave',
  'signgrave ~6 signblade|signgun',
  'signblade|signgun|signgrave ~1 you|u|yall|te|vous|euch|dich|jullie|voi|voces',
  'signblade|signgun|signgrave for|to|at ~2 you|u|your|ur|yall|her|him|them|everyone',
  'you|u|yall|ur|toi|vous|euch|dich|her|him ~1 signblade|signgun|signgrave',
  'your|ur|her|his ~2 signgrave',
  'come|coming|comin|soon|waiting|tonight|tomorrow|die|dead ~4 signblade|signgun|signgrave',
  'signblade|signgun|signgrave ~4 coming|soon|waiting|tonight|die|dead',
];
