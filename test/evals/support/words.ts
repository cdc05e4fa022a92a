/** The words of a text in lower case, letters only: numbers, punctuation and emoji make no difference. */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  );
}
