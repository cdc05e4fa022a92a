import type { Channel } from '../../tickets/channels.ts';
import { channelClassOf } from '../../tickets/channels.ts';
import type { Classification, Classifier, ClassifierInput } from '../classifier.ts';
import type { MatchableWords } from '../phrases.ts';
import type { IntentId } from '../taxonomy.ts';
import { screenTierZero } from '../tier-zero-screen.ts';
import { tokenise } from '../tokens.ts';
import { findEvidence } from './evidence.ts';
import { detectLanguage } from './language.ts';
import { SPELLINGS } from './lexicon/spellings.ts';
import type { Scored } from './scoring.ts';
import { pickSecondary, scoreIntents, toProbabilities, withoutImplied } from './scoring.ts';
import { lightStem } from './stem.ts';

const MAX_CHARACTERS = 4_000;
const TIER_ZERO_SCORE = 5;
/** A bare message on a channel says at least who looks after that channel. */
const CHANNEL_SCORE = 2;

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
