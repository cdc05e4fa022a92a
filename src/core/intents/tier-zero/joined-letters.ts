const LETTER_ROW =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ .,_*/|~+'·•-]{1,3}[\p{L}\p{N}](?![\p{L}\p{N}])){2,80}/gu;
const HASHTAG = /#([\p{L}\p{N}_]{6,60})/gu;
const CAPITAL_IN_WORD = /(?<=\p{Ll})(?=\p{Lu})/gu;
const NO_LETTER = /[^\p{L}\p{N}]+/gu;
const LONGEST_ROW = 80;
const LONGEST_WORD = 16;
/** A letter that is part of no word costs more than any word that holds it. */
const STRAY_COST = 3;

/**
 * The text with its rows of single letters (`k i l l y o u`) and its hashtags written as words of the vocabulary, or
 * null where there are none. Where one word of a row ends is guessed: the fewest known words win.
 */
export function withJoinedLetters(
  folded: string,
  original: string,
  vocabulary: ReadonlySet<string>,
): string | null {
  const rows = folded.replace(LETTER_ROW, (row) => ` ${inWords(row, vocabulary)} `);
  const tagged = original.includes('#')
    ? original.replace(HASHTAG, (_tag, word: string) => {
        const parts = word.replace(CAPITAL_IN_WORD, ' ').replaceAll('_', ' ');
        return ` ${parts === word ? inWords(word.toLowerCase(), vocabulary) : parts} `;
      })
    : original;
  if (rows === folded) return tagged === original ? null : tagged;
  return tagged === original ? rows : `${rows}\n\n${tagged}`;
}

function inWords(row: string, vocabulary: ReadonlySet<string>): string {
  const letters = row.replace(NO_LETTER, '').slice(0, LONGEST_ROW);
  const costs: number[] = [0];
  const starts: number[] = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    let best = (costs[end - 1] ?? 0) + STRAY_COST;
    let from = end - 1;
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start += 1) {
      const cost = (costs[start] ?? 0) + 1;
      if (cost < best && vocabulary.has(letters.slice(start, end))) [best, from] = [cost, start];
    }
    costs.push(best);
    starts.push(from);
  }
  return cutAt(letters, starts).join(' ');
}

function cutAt(letters: string, starts: readonly number[]): readonly string[] {
  const words: string[] = [];
  for (let end = letters.length; end > 0; end = starts[end] ?? 0) {
    words.unshift(letters.slice(starts[end] ?? 0, end));
  }
  return words;
}
