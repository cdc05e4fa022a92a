import type { TierZeroIntent } from '../taxonomy.ts';

/** Phrases of one language, in the notation of phrases.ts; words as `tokenise` writes them (no accents). */
export type TierZeroLexicon = Readonly<Record<TierZeroIntent, readonly string[]>>;
