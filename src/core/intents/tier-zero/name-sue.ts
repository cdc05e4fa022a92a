const SUE = /\bSue\b/gu;
const NAME_BEFORE =
  /(?:my name is|name's|i am|i'm|this is|it's|it is|called|thanks|thank you|thx|regards|wishes|cheers|best|love|sincerely|yours|truly|hi|hello|hey|dear|aunt|auntie|mrs\.?|ms\.?|miss)[\s,.!:–-]{1,4}$/iu;
const NAME_AFTER = /^(?:'s\b)?(?:\s+\p{Lu}\p{Ll}+|\s*[,.!?;:)]|\s*$|\s*\n| (?:and|here|again)\b)/u;
const OBJECT_AFTER =
  /^\s+(?:you|your|u|ya|yall|them|the|this|that|him|her|us|everyone|for|over)\b/iu;

/**
 * Takes out `Sue` where it can only be a first name: written so, introduced or signed as a name ("my name is Sue",
 * "Thanks, Sue"), and followed by a surname or the end of the sentence. Everywhere else "sue" stays, a bare "Sue" on
 * a line of its own included: a person may read that one.
 */
export function withoutNameSue(text: string): string {
  if (!text.includes('Sue')) return text;
  return text.replace(SUE, (word, offset: number) => {
    const before = text.slice(Math.max(0, offset - 24), offset);
    const after = text.slice(offset + word.length, offset + word.length + 24);
    const isName = NAME_BEFORE.test(before) && NAME_AFTER.test(after) && !OBJECT_AFTER.test(after);
    return isName ? '[name]' : word;
  });
}
