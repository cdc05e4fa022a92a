/**
 * Words that are unmistakable even with one letter wrong, missing, doubled or swapped. Short or ordinary words are
 * left out: `layer` is one letter from `lawyer`, `packing` one from `hacking`.
 */
export const FUZZY_WORDS = {
  chargeback_dispute: ['chargeback', 'chargebacks', 'disputing', 'disputed', 'contracargo'],
  legal_threat: [
    'attorney',
    'attorneys',
    'solicitor',
    'solicitors',
    'barrister',
    'lawsuit',
    'lawsuits',
    'litigation',
    'ombudsman',
    'subpoena',
    'abogados',
    'rechtsanwalt',
    'advocaat',
    'avvocato',
    'advogado',
  ],
  harassment_threats: ['harassment', 'harassing', 'threatening', 'threatened', 'motherfucker'],
  fraud_suspected: [
    'fraudulent',
    'scammers',
    'unauthorized',
    'unauthorised',
    'counterfeit',
    'fraudsters',
    'fraudster',
    'phishing',
  ],
} as const;

/**
 * The only negations that lift a sign, and only in a text without any `WITHHOLDING_WORDS`: the customer says in so
 * many words that it will not happen. "Not a scam, right?" is none: doubt is a sign. `~3` after a phrase's end is
 * covered too ("I do not want to take legal *action*").
 */
export const LIFTING_PHRASES: readonly string[] = [
  'dont|wont|not|never ~1 want|wanting|wish|intend|plan|planning|going|trying|looking|threatening to ~3 sue|dispute|chargeback|charge|threaten|harass|legal|court|lawyer|lawyers|attorney|police',
  'no intention|intentions|plan|plans|desire|wish|interest of|to|in ~3 sue|suing|dispute|disputing|chargeback|charge|legal|court|threatening|police',
  'no need for|of ~2 lawyer|lawyers|attorney|court|chargeback|dispute|police|legal',
  'not|isnt|wasnt ~1 a|any|meant ~2 threat|legal',
  'would|will|ill|id never ~1 do|file|open|start|raise ~1 chargeback|dispute|claim',
  'brauche|brauchen|will|mochte|moechte ~1 keinen|keine|kein ~1 anwalt|anwaltin|klage|anzeige|polizei|gericht',
  'no quiero|pretendo|voy|pienso ~1 demandar|demandarlos|demandarles|denunciar|disputar|poner ~2 denuncia|demanda|empresa|los|les|cargo',
  'no quiero|pretendo demandar|demandarlos|demandarles|denunciar',
  'ne veux|souhaite|compte pas ~2 plainte|porter|avocat|justice|litige|contester|poursuivre',
  'will|mochte|moechte|werde ~2 nicht ~2 klagen|verklagen|anwalt|anzeige|polizei',
];

/** Figures of speech: nobody is shot by an e-mail. These lift in any text. */
export const IDIOMS: readonly string[] = [
  'shoot|shooting|shot|send|sending you|u ~2 email|mail|message|text|dm|note|line|pic|pics|picture|photo|photos|image|screenshot',
  'will|ill|gonna|can|could|to ~1 shoot|send you|u ~2 email|mail|message|text|dm|note|line|pic|pics|picture|photo|photos|image|screenshot',
  'just|really isnt|not me',
  'its murder',
  'settle a dispute',
  'beat|beats|beating you to',
];

/** Two words in a row that withhold as well: "I do not want to have to sue". */
export const WITHHOLDING_PAIRS: readonly (readonly [string, string])[] = [
  ['have', 'to'],
  ['make', 'me'],
];

/** A denial beside one of these is a veiled threat ("I don't want to sue, but …"): nothing is lifted. */
export const WITHHOLDING_WORDS: ReadonlySet<string> = new Set(
  'but unless if however until till otherwise or else yet although though forced force leave choice except instead without hope before when wait pero si sino salvo hasta aunque o mais si sauf sinon ou jusqua aber wenn falls ausser sonst oder bis right correct normally usually rather'.split(
    ' ',
  ),
);
