import { describe, expect, it } from 'vitest';
import { findNearDuplicates } from './support/near-duplicates.ts';
import { crowdedOpenings } from './support/openings.ts';

const messages = (...texts: readonly string[]) =>
  texts.map((text, index) => ({ id: String(index), text }));

const TWINS: readonly {
  readonly difference: string;
  readonly by: 'grams' | 'words';
  readonly texts: readonly [string, string];
}[] = [
  {
    difference: 'another number',
    by: 'grams',
    texts: ['where is my order 123', 'Where is my order 456?'],
  },
  {
    difference: 'another name',
    by: 'grams',
    texts: ['Hi, this is Anna. Has my lamp left yet?', 'Hi, this is Bob. Has my lamp left yet?'],
  },
  {
    difference: 'another product',
    by: 'grams',
    texts: [
      'My kettle arrived broken, please send a new one',
      'My mirror arrived broken, please send a new one!!',
    ],
  },
  {
    difference: 'another product and another carrier',
    by: 'grams',
    texts: [
      'Tracking says that UPS left my boots at the door, but there is nothing here',
      'Tracking says that FedEx left my radio at the door, but there is nothing here',
    ],
  },
  {
    difference: 'a greeting around it',
    by: 'grams',
    texts: [
      'I would like to return the shoes as they pinch',
      'Good morning dear team, I would like to return the shoes as they pinch. Greetings, Lou',
    ],
  },
  {
    difference: 'the order of its sentences',
    by: 'grams',
    texts: [
      'Please stop my plan. I am moving abroad in May and cannot use it.',
      'I am moving abroad in May and cannot use it. Please stop my plan.',
    ],
  },
  {
    difference: 'the order of its words',
    by: 'words',
    texts: [
      'I got the red cap and not the blue one',
      'The cap I got is the red one and not my blue',
    ],
  },
  { difference: 'nothing, emoji alone', by: 'grams', texts: ['😡😡', '😡😡'] },
];

const STRANGERS: readonly (readonly [string, string, string])[] = [
  [
    'a parcel that is not there',
    'tracking says its on my porch. i am standing on my porch. there is nothing here',
    'The courier marked it as handed over at 2:14 pm today. Nobody handed me anything.',
  ],
  [
    'the whereabouts of an order',
    'any idea where my kettle is atm?',
    'is the fedex guy coming today or tomorrow? trying to figure out if i need to stay home',
  ],
  ['anything, where one has few words', 'so it is not here', 'it is not yet over, so I am here'],
  [
    'anything, where one is much longer',
    'can anyone tell me if you call first',
    'Can you tell me whether anyone will call, or do I have to stay in first thing and wait for the whole day if not?',
  ],
  ['moods, in emoji', '😡😡', '🙏🙏'],
];

describe('R8.2 the search for near-duplicates', () => {
  it.each(TWINS)('finds a message again that differs by $difference', ({ by, texts }) => {
    const [left, right] = texts;

    const found = findNearDuplicates(messages(left, 'hello?', right));

    expect(found).toEqual([{ ids: ['0', '2'], by, score: expect.any(Number) }]);
  });

  it.each(STRANGERS)('lets two messages about %s stand', (_theme, left, right) => {
    expect(findNearDuplicates(messages(left, right))).toEqual([]);
  });

  it('finds every pair, wherever it stands', () => {
    const found = findNearDuplicates(messages('so?', 'So!', 'hello', 'Hello?', 'so'));

    expect(found.map(({ ids }) => ids.join())).toEqual(['0,1', '0,4', '1,4', '2,3']);
  });

  it('says how much is shared: of all runs of five letters, or of the words of the shorter one', () => {
    // The first message of each makes no pair; it sees what the third has alone before the second is seen.
    const [grams] = findNearDuplicates(messages('zabcd', 'abcdefg', 'zabcdefg'));
    const [words] = findNearDuplicates(
      messages('we he', 'me no cup to us so if', 'us if so to cup by no we he'),
    );

    expect(grams).toEqual({ ids: ['1', '2'], by: 'grams', score: 3 / 4 });
    expect(words).toEqual({ ids: ['1', '2'], by: 'words', score: 6 / 7 });
  });
});

describe('R8.2 the search for crowded openings', () => {
  it('counts the first three words, whatever stands between them', () => {
    const texts = [
      "Where's my kettle",
      'where s my, boat',
      'WHERE’S MY money?',
      'where is my tent',
    ];

    expect(crowdedOpenings(messages(...texts), 2)).toEqual([
      { opening: 'where s my', ids: ['0', '1', '2'] },
    ]);
    expect(crowdedOpenings(messages(...texts), 3)).toEqual([]);
  });
});
