import { z } from 'zod';
import { type Channel, channelClassOf } from '../../tickets/ticket.ts';
import type { Classification, Classifier, ClassifierInput } from '../classifier.ts';
import implicationsFile from '../lexicon/keyword-router/implications.json' with { type: 'json' };
import languagesFile from '../lexicon/keyword-router/languages.json' with { type: 'json' };
import spellingsFile from '../lexicon/keyword-router/spellings.json' with { type: 'json' };
import { readWordLists } from '../lexicon/lexicon.ts';
import type { MatchableWords, PhraseMatch } from '../lexicon/phrases.ts';
import { tokenise } from '../lexicon/tokens.ts';
import { INTENT_IDS, type IntentId } from '../taxonomy.ts';
import { screenTierZero } from '../tier-zero-screen.ts';
import { findEvidence, lightStem } from './evidence.ts';

/** Which intents are part of the story of another one; see the file's note. */
export const implicationsSchema = z.strictObject({
  note: z.string(),
  implied: z.partialRecord(z.enum(INTENT_IDS), z.array(z.enum(INTENT_IDS)).min(1)),
});

const IMPLIED = implicationsSchema.parse(implicationsFile).implied;
/** From the word written to the word meant. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [...readWordLists(spellingsFile)].flatMap(([meant, written]) =>
    written.map((word): [string, string] => [word, meant]),
  ),
);

const MAX_CHARACTERS = 4_000;
const TIER_ZERO_SCORE = 5;
/** A bare message on a channel says at least who looks after that channel. */
const CHANNEL_SCORE = 2;
/** Each further phrase for the same intent adds this share of its weight. */
const FURTHER_SHARE = 0.25;
const MAX_SCORE = 5;
/** What "none of these" scores, and how sharply scores become probabilities. Tuned on our own sample messages. */
const FLOOR = 1.2;
const TEMPERATURE = 0.75;
/** From here on an intent is more than a stray word. */
const REAL_EVIDENCE = 2.9;
const MAX_SECONDARY = 2;
/** A long text meets some phrase by chance: from here on each hundred words cost most of a point, up to a limit. */
const LONG_TEXT_WORDS = 80;
const LONG_TEXT_COST_PER_WORD = 0.008;
const MAX_LONG_TEXT_COST = 1.2;

/**
 * The plain router: weighted phrases over words, never substrings. Deterministic, linear, no network. It abstains
 * where nothing speaks for any intent; its probabilities are scores, not frequencies.
 */
export function createKeywordClassifier(): Classifier {
  return { name: 'keyword-router', classify };
}

function classify(input: ClassifierInput): Classification {
  const text = input.safeText.slice(0, MAX_CHARACTERS);
  const words = prepare(text);
  const scored = scoreAll(text, words, input.channel);
  const language = detectLanguage(words.words);
  if (scored.length === 0) return abstention(language);
  const secondary = pickSecondary(scored);
  const ranked = toProbabilities(scored, secondary);
  if (ranked[0]?.intent === 'unknown_other') return { ...abstention(language), ranked };
  const isEnglish = language === 'und' && words.words.every((word) => word.charCodeAt(0) < 0x250);
  return {
    ranked,
    secondary,
    // Short messages hold no little words; a text of Latin letters that our English phrases understand is English.
    language: isEnglish ? 'en' : language,
    hasAbstained: false,
  };
}

function scoreAll(text: string, words: MatchableWords, channel: Channel): readonly Scored[] {
  const tierZero = screenTierZero(text).map((intent) => ({ intent, score: TIER_ZERO_SCORE }));
  const scored = withoutImplied(scoreIntents(findEvidence(words), words.words.length));
  if (tierZero.length + scored.length > 0) return [...tierZero, ...scored];
  const ofChannel = intentOfChannel(channel);
  return ofChannel === null || words.words.length === 0
    ? []
    : [{ intent: ofChannel, score: CHANNEL_SCORE }];
}

function intentOfChannel(channel: Channel): IntentId | null {
  if (channel === 'tiktok') return 'tiktok_support_request';
  if (channel === 'phone') return 'phone_support_request';
  return channelClassOf(channel) === 'social' ? 'social_media_support_request' : null;
}

function prepare(text: string): MatchableWords {
  const { words: written, breaks } = tokenise(text);
  const words = written.map((word) => SPELLINGS.get(word) ?? word);
  return { words, breaks, stems: words.map((word) => lightStem(word)) };
}

function abstention(language: string): Classification {
  return {
    ranked: [{ intent: 'unknown_other', probability: 1 }],
    secondary: [],
    language,
    hasAbstained: true,
  };
}

interface Scored {
  readonly intent: IntentId;
  readonly score: number;
}

/** The score of each intent with evidence: its best phrase and a share of the others, best first. */
function scoreIntents(
  matches: readonly PhraseMatch<IntentId>[],
  wordCount: number,
): readonly Scored[] {
  const cost = longTextCost(wordCount);
  const byIntent = new Map<IntentId, Map<number, number>>();
  for (const match of matches) {
    const phrases = byIntent.get(match.label) ?? new Map<number, number>();
    phrases.set(match.entry, match.weight + Math.min(match.positions.length, 4) * 0.05);
    byIntent.set(match.label, phrases);
  }
  return [...byIntent]
    .map(([intent, phrases]) => ({ intent, score: combine([...phrases.values()]) - cost }))
    .toSorted((one, other) => other.score - one.score);
}

function longTextCost(wordCount: number): number {
  const extra = Math.max(0, wordCount - LONG_TEXT_WORDS);
  return Math.min(MAX_LONG_TEXT_COST, extra * LONG_TEXT_COST_PER_WORD);
}

function combine(weights: readonly number[]): number {
  const best = Math.max(...weights);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Math.min(MAX_SCORE, best + (sum - best) * FURTHER_SHARE);
}

/** Takes out the intents that another one speaks for. */
function withoutImplied(scored: readonly Scored[]): readonly Scored[] {
  const strongEnough = scored.filter((one) => one.score >= REAL_EVIDENCE);
  const implied = new Set(strongEnough.flatMap((one) => IMPLIED[one.intent] ?? []));
  return scored.filter((one) => !implied.has(one.intent));
}

/** Further intents with real evidence of their own, at most two. */
function pickSecondary(scored: readonly Scored[]): readonly IntentId[] {
  return scored
    .slice(1)
    .filter((one) => one.score >= REAL_EVIDENCE)
    .slice(0, MAX_SECONDARY)
    .map((one) => one.intent);
}

/**
 * Softmax over the scores with a floor for "none of these", which becomes `unknown_other`. An intent that is named as secondary is a
 * second wish, not a rival: it does not lower the first one's probability but takes its share of what is left.
 */
function toProbabilities(
  scored: readonly Scored[],
  secondary: readonly IntentId[],
): readonly { readonly intent: IntentId; readonly probability: number }[] {
  const rivals = scored.filter((one) => !secondary.includes(one.intent));
  const floor = Math.exp(FLOOR / TEMPERATURE);
  const sum = rivals.reduce((total, one) => total + Math.exp(one.score / TEMPERATURE), floor);
  const ranked = rivals.map((one) => ({
    intent: one.intent,
    probability: Math.exp(one.score / TEMPERATURE) / sum,
  }));
  const rest = floor / sum;
  const share = rest / (secondary.length + 1);
  return [
    ...ranked,
    ...secondary.map((intent) => ({ intent, probability: share })),
    { intent: 'unknown_other' as const, probability: share },
  ].toSorted((one, other) => other.probability - one.probability);
}

/** Small words that tell a language, each with the languages that have it. */
const LANGUAGES_OF: ReadonlyMap<string, readonly string[]> = invert();

function invert(): ReadonlyMap<string, readonly string[]> {
  const languages = new Map<string, string[]>();
  for (const [language, words] of readWordLists(languagesFile)) {
    for (const word of words) languages.set(word, [...(languages.get(word) ?? []), language]);
  }
  return languages;
}

/** Latin letters only count: a text in another script has no language of ours. */
const OTHER_SCRIPT = /[\p{L}--\p{Script=Latin}]/v;
const MAX_WORDS = 300;

/**
 * Guesses the language from its small words: a BCP 47 primary tag, or `und` when nothing points anywhere, when two
 * languages tie, or when much of the text is written in another script. A word shared by n languages counts 1/n.
 */
function detectLanguage(words: readonly string[]): string {
  const scores = new Map<string, number>();
  let foreign = 0;
  for (const word of words.slice(0, MAX_WORDS)) {
    const languages = LANGUAGES_OF.get(word) ?? [];
    for (const language of languages) {
      scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
    }
    if (languages.length === 0 && word.charCodeAt(0) > 0x24f && OTHER_SCRIPT.test(word))
      foreign += 1;
  }
  const [best, second] = [...scores].toSorted((one, other) => other[1] - one[1]);
  if (best === undefined || foreign > best[1]) return 'und';
  return second !== undefined && best[1] - second[1] < 0.25 ? 'und' : best[0];
}
