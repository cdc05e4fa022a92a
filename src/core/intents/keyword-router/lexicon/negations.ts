/**
 * What a customer does *not* ask for. A phrase of an intent that starts within the reach of one of these, in the same
 * part of the sentence, is not counted: "I don't want to cancel, I want to change the address".
 */
export const NEGATIONS: readonly string[] = [
  'dont|not|never|didnt|wouldnt|doesnt|without ~1 want|wanting|wish|need|mean|intend|plan|planning|trying|asking|looking|going|interested|requesting',
  'rather than',
  'instead of',
  'no need|intention|reason|plans|desire to|for|of',
  'do not|dont =cancel|=return|=refund|=exchange|=replace',
  'dont =cancel|=return|=refund|=exchange|=replace',
  'and|or|but not =cancel|=return|=refund|=exchange|=replace',
  'no quiero|deseo|necesito|pretendo',
  'ne veux|souhaite|voudrais pas',
  'veux|souhaite pas',
  'will|mochte|moechte ~3 nicht|keine|keinen',
  'non voglio|vorrei|desidero',
  'nao quero|desejo|preciso',
  'wil ~2 niet|geen',
];

/** How many words after a negation it reaches, unless a comma, "but" or the end of the sentence comes first. */
export const NEGATION_REACH = 5;

export const CLAUSE_STARTS: ReadonlySet<string> = new Set(
  'but just rather instead only pero sino mais sondern aber ma maar mas'.split(' '),
);
