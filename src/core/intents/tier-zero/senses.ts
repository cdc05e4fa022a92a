/** What a word is when it stands beside one of these: words of one sense only. */
interface Sense {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  /** What is read in its place; `NEUTRAL` speaks for nothing. */
  readonly reading: string;
}

/** No word of a lexicon, and no letter, so that it joins no row of spelled letters. */
const NEUTRAL = '[sense]';

/**
 * Goods and places that share a word with a threat or a bank, and the names of issuers that take two words. Each
 * row: the word, what stands before it, what stands after it.
 */
const ROWS: readonly (readonly [words: string, before: string, after: string, reading?: string])[] =
  [
    [
      'bank|banks',
      'power|piggy|river|food|sand|blood',
      'account|accounts|holiday|holidays|transfer|transfers|statement|statements|details|detail',
    ],
    ['court|courts', 'tennis|basketball|food|volleyball|badminton|squash', 'shoe|shoes'],
    ['bomb|bombs', 'bath|shower|photo|hot|cocoa', ''],
    [
      'gun|guns',
      'glue|heat|nail|massage|water|nerf|staple|spray|grease|caulking|tufting',
      'metal|grey|gray|show',
    ],
    ['shoot|shooting', 'photo|video|film', ''],
    ['shot|shots', 'screen|photo|espresso', 'glass|glasses|put'],
    ['law|laws', 'in', ''],
    ['hearing', '', 'aid|aids|protection|loss|back|from'],
    ['case|cases', 'phone|pillow|book|carrying|pencil|laptop|glasses|watch|airpods|in|any', ''],
    [
      'signblade|signgun',
      'the|this|that|these|those|my|a|new|great|nice|sharp|best|kitchen|water',
      '',
    ],
    ['trial', 'free', 'period|version'],
    ['murder', '', 'mystery|mysteries'],
    ['kill', '', 'switch'],
    ['threat', '', 'alert|alerts|detection|level'],
    ['attack', 'of|heart|panic|asthma', ''],
    ['killer', '', 'deal|deals|sale|look|heels|price|prices|app|whale|whales|feature'],
    [
      'company|companies|co|provider|providers|people|network|firm|guys|folks|lot|services|issuers',
      'card|cards|cc',
      '',
      'issuer',
    ],
    ['processor|processors|provider|providers|scheme', 'payment|payments', '', 'issuer'],
    ['union|unions', 'credit', '', 'issuer'],
    ['people|folks|lot|guys', 'visa', '', 'issuer'],
    ['society', 'building', '', 'issuer'],
    ['express', 'american', '', 'amex'],
    ['one', 'capital', '', 'issuer'],
  ];

const SENSES: ReadonlyMap<string, readonly Sense[]> = compile();

function compile(): ReadonlyMap<string, readonly Sense[]> {
  const senses = new Map<string, Sense[]>();
  for (const [words, before, after, reading = NEUTRAL] of ROWS) {
    const sense = { before: new Set(before.split('|')), after: new Set(after.split('|')), reading };
    for (const word of words.split('|')) senses.set(word, [...(senses.get(word) ?? []), sense]);
  }
  return senses;
}

/** The words in the sense that their neighbours give them; as many as before, so that positions stay. */
export function inTheirSense(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const senses = SENSES.get(word);
    if (senses === undefined) return word;
    const [before, after] = [words[index - 1] ?? ' ', words[index + 1] ?? ' '];
    const sense = senses.find((one) => one.before.has(before) || one.after.has(after));
    return sense?.reading ?? word;
  });
}
