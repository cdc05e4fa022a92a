const DOUBLED = /([bdfgklmnprt])\1$/;
const VOWEL = /[aeiouy]/;
const KEPT_ENDINGS = /(?:ss|us|is|as|os)$/;

/**
 * A light English stem: plural, -ing, -ed and the silent -e go, nothing else. `cancelled`, `cancelling` and `cancel`
 * meet; `charger` and `charge`, `later` and `late` do not. The same function stems the lexicon.
 */
export function lightStem(word: string): string {
  if (word.length <= 3 || word.startsWith('[')) return word;
  return withoutSilentE(withoutSuffix(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || KEPT_ENDINGS.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutSuffix(word: string): string {
  const cut = word.endsWith('ing') ? 3 : word.endsWith('ied') ? 0 : word.endsWith('ed') ? 2 : 0;
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  const root = word.slice(0, word.length - cut);
  if (cut === 0 || root.length < 3 || !VOWEL.test(root)) return word;
  return DOUBLED.test(root) ? root.slice(0, -1) : root;
}

function withoutSilentE(word: string): string {
  if (word.endsWith('ll') && word.length > 5) return word.slice(0, -1);
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word;
}
