import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importsOf } from '../../../../test/support/evaluation/imports.ts';
import { implicationsSchema } from '../keyword-router/keyword-classifier.ts';
import { TIER_ZERO_INTENTS } from '../taxonomy.ts';
import { sensesSchema } from '../tier-zero/senses.ts';
import {
  phraseFileSchema,
  readPhrases,
  readWordLists,
  type WordClasses,
  wordFileSchema,
  wordsOf,
  writeOut,
} from './lexicon.ts';
import { compilePhrases } from './phrases.ts';
import { tokenise } from './tokens.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../../..');
const FOLDER = 'src/core/intents/lexicon';
const FILES = globSync(`${FOLDER}/**/*.json`, { cwd: PROJECT }).toSorted();
const phraseFile = phraseFileSchema(z.string());
const wordFile = wordFileSchema(z.string());

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(PROJECT, file), 'utf8'));
}

function unsorted(list: readonly string[]): readonly string[] {
  return list.filter((one, index) => index > 0 && (list[index - 1] ?? '') > one);
}

function doubled(list: readonly string[]): readonly string[] {
  return list.filter((one, index) => list.indexOf(one) !== index);
}

function faultsOfList(where: string, list: readonly string[]): readonly string[] {
  return [
    ...unsorted(list).map((one) => `${where}: ${one} is out of order`),
    ...doubled(list).map((one) => `${where}: ${one} is doubled`),
  ];
}

/** A word that `tokenise` writes in another way would never be found. */
function strangeWords(options: readonly string[]): readonly string[] {
  return options
    .map((option) => option.replace(/^=|\*$/g, ''))
    .filter((word) => tokenise(word).words.join(' ') !== word)
    .map((word) => `${word} is no word of a text`);
}

function faultsOfPhrase(phrase: string, classes: WordClasses): readonly string[] {
  const written = phrase.split(' ').filter((part) => !/^(?:~\d|<\d>)$/.test(part));
  const full = writeOut(phrase, classes).flatMap((one) => one.split(' '));
  compilePhrases(writeOut(phrase, classes).map((one) => ({ phrase: one, label: '', weight: 1 })));
  return [
    ...written.flatMap((part) => unsorted(part.split('|')).map((one) => `${one} is out of order`)),
    ...full.flatMap((part) => doubled(part.split('|')).map((one) => `${one} is doubled`)),
    ...strangeWords(full.filter((part) => !/^~\d$/.test(part)).flatMap((part) => part.split('|'))),
  ].map((fault) => `${phrase}: ${fault}`);
}

function faultsOfPhrases(file: unknown, classes: WordClasses): readonly string[] {
  const { families } = phraseFile.parse(file);
  const all = families.flatMap(({ means, strength, phrases }) =>
    phrases.map((phrase) => `${means} ${strength ?? ''} ${phrase}`),
  );
  return [
    ...families.flatMap(({ means, phrases }) => faultsOfList(means, phrases)),
    ...families.flatMap(({ phrases }) => phrases.flatMap((one) => faultsOfPhrase(one, classes))),
    ...doubled(all).map((one) => `${one} is doubled`),
  ];
}

function faultsOfWords(name: string, file: unknown): readonly string[] {
  const { families } = wordFile.parse(file);
  const lists = [...readWordLists(file)];
  return [
    ...families.flatMap(({ means, words }) => faultsOfList(means, words.split(' '))),
    ...lists.flatMap(([list, words]) => doubled(words).map((one) => `${list}: ${one} is doubled`)),
    // Look-alikes are pairs of signs and no words.
    ...(name === 'look-alikes.json' ? [] : lists.flatMap(([, words]) => strangeWords(words))),
  ];
}

function faultsOfSenses(file: unknown): readonly string[] {
  const { senses } = sensesSchema.parse(file);
  return senses.flatMap(({ words, before, after }) =>
    [words, before ?? [], after ?? []].flatMap((list) => faultsOfList('sense', [...list])),
  );
}

function faultsOfImplications(file: unknown): readonly string[] {
  const { implied } = implicationsSchema.parse(file);
  return [
    ...faultsOfList('implied', Object.keys(implied)),
    ...Object.entries(implied).flatMap(([intent, others]) => faultsOfList(intent, others)),
  ];
}

/** Everything that is wrong with the content of a file of the lexicon. @throws {z.ZodError} for another shape */
function faultsOf(name: string, file: unknown, classes: WordClasses): readonly string[] {
  if (name === 'senses.json') return faultsOfSenses(file);
  if (name === 'implications.json') return faultsOfImplications(file);
  const isOfPhrases = JSON.stringify(file).includes('"phrases":');
  return isOfPhrases ? faultsOfPhrases(file, classes) : faultsOfWords(name, file);
}

function classesBeside(file: string): WordClasses {
  return readWordLists(read(path.posix.join(path.posix.dirname(file), 'classes.json')));
}

describe('the lexicon', () => {
  it.each(FILES)('%s is sorted, holds nothing twice and compiles', (file) => {
    expect(faultsOf(path.basename(file), read(file), classesBeside(file))).toEqual([]);
  });

  it('is read by the router, file by file', () => {
    const roots = ['understand', 'keyword-router/keyword-classifier'];
    const imported = importsOf(
      PROJECT,
      roots.map((root) => `src/core/intents/${root}.ts`),
    );

    expect(imported.filter((file) => file.endsWith('.json'))).toEqual(FILES);
  });

  it.each(['tier-zero', 'keyword-router', 'status-question'])(
    'names every class of %s in some phrase',
    (group) => {
      const text = FILES.filter((file) => file.startsWith(`${FOLDER}/${group}/`))
        .map((file) => readFileSync(path.join(PROJECT, file), 'utf8'))
        .join('\n');
      const names = [...classesBeside(`${FOLDER}/${group}/x.json`).keys()];

      expect(names.filter((name) => !text.includes(`{${name}}`))).toEqual([]);
    },
  );

  it.each(['de', 'en', 'es', 'fr', 'it', 'nl', 'pt'])('says each Tier 0 sign in %s', (language) => {
    const files = FILES.filter((file) => path.basename(file).slice(0, 2) === language)
      .filter((file) => file.startsWith(`${FOLDER}/tier-zero/`))
      .map((file) => read(file));
    const phrases = readPhrases(TIER_ZERO_INTENTS, files, classesBeside(`${FOLDER}/tier-zero/x`));

    for (const intent of TIER_ZERO_INTENTS) {
      expect(phrases.filter(({ label }) => label === intent).length).toBeGreaterThan(3);
    }
  });
});

describe('the lint of the lexicon', () => {
  const classes: WordClasses = new Map([['you', ['u', 'you']]]);
  const phrases = (...list: readonly string[]) => ({ families: [{ means: 'x', phrases: list }] });
  const words = (...lists: readonly string[]) => ({
    families: lists.map((list) => ({ means: 'x', words: list })),
  });

  it.each<[string, unknown, string]>([
    ['phrases out of order', phrases('b', 'a'), 'a is out of order'],
    ['a doubled phrase', phrases('a b', 'a b'), 'a b is doubled'],
    ['options out of order', phrases('a b|a'), 'a is out of order'],
    ['a doubled option', phrases('a|a b'), 'a is doubled'],
    ['an option that its class holds', phrases('{you}|u'), 'u is doubled'],
    ['an option of `a <n> b`', phrases('a <3> b|b'), 'b is doubled'],
    ['words out of order', words('b a'), 'a is out of order'],
    ['a word of two families', words('a b', 'b c'), 'b is doubled'],
    ['a word with an accent', words('é'), 'é is no word of a text'],
  ])('finds %s', (_what, file, fault) => {
    expect(faultsOf('x.json', file, classes).join('\n')).toContain(fault);
  });

  it.each<[string, unknown]>([
    ['a gap of two digits', phrases('a ~10 b')],
    ['a gap at the end', phrases('a ~2')],
    ['an empty option', phrases('a||b')],
    ['a capital letter', phrases('Alas')],
    ['an unknown class', phrases('{nope}')],
    ['a family without phrases', phrases()],
    ['an unknown field', { ...phrases('a'), because: 'x' }],
    ['two spaces', words('a  b')],
  ])('refuses %s', (_what, file) => {
    expect(() => faultsOf('x.json', file, classes)).toThrow();
  });

  it('finds faults of senses and of implied intents', () => {
    const senses = { note: 'x', senses: [{ words: 'b|a' }] };
    const implied = { note: 'x', implied: { damaged_item: ['legal_threat', 'cancel_order'] } };

    expect(faultsOf('senses.json', senses, classes)).toHaveLength(1);
    expect(faultsOf('implications.json', implied, classes)).toHaveLength(1);
    expect(() =>
      faultsOf('implications.json', { note: 'x', implied: { x: [] } }, classes),
    ).toThrow();
  });
});

describe('the notation of the lexicon', () => {
  it('writes classes and either order out', () => {
    const classes: WordClasses = new Map([['you', ['u', 'you']]]);

    expect(writeOut('kill ~2 {you}|him', classes)).toEqual(['kill ~2 u|you|him']);
    expect(writeOut('bank <7> refund|back', classes)).toEqual([
      'bank ~7 refund|back',
      'refund|back ~7 bank',
    ]);
  });

  it('refuses a class, a list or a label that does not exist', () => {
    expect(() => writeOut('{nope}', new Map())).toThrow(TypeError);
    expect(() => wordsOf(new Map(), 'nope')).toThrow(TypeError);
    expect(() => readPhrases(['a'], [{ families: [{ means: 'b', phrases: ['c'] }] }])).toThrow(
      z.ZodError,
    );
  });
});
