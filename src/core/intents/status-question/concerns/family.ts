/** What a message may be about besides the whereabouts of an order; each family has its own list of signs. */
export type ConcernFamily =
  | 'cancelling'
  | 'changing'
  | 'address'
  | 'goods'
  | 'delivered-but'
  | 'returning'
  | 'billing'
  | 'subscription'
  | 'technical'
  | 'discount'
  | 'buying'
  | 'calling'
  | 'someone-else'
  | 'machine'
  | 'selling'
  | 'other-business'
  | 'job'
  | 'threat'
  | 'condition'
  | 'not-asking'
  | 'further-topic'
  | 'other-language';

/** Phrases in the notation of `PhraseEntry`, without stems: every spelling that counts is written out. */
export type ConcernLexicon<F extends ConcernFamily> = Readonly<Record<F, readonly string[]>>;
