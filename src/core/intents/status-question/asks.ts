import { compilePhrases, type PhraseBook, type WordClasses } from '../phrases.ts';

/** Words that the shapes below share. `thing` is what may be on its way, `noun` what is surely an order. */
const CLASSES: WordClasses = {
  thing:
    'order|orders|parcel|parcels|parcell|package|packages|packge|pkg|packet|delivery|delivary|shipment|shippment|purchase|stuff|goods|things|item|items|it|they|them|this|that|one|mine|[order]|[tracking]|[number]',
  noun: 'order|orders|ordr|oder|parcel|parcels|parcell|package|packages|packge|pkg|packet|delivery|shipment|shippment|purchase|tracking|[order]|[tracking]|[number]|number',
  where: 'where|wheres|whereabouts|were|wher',
  be: 'is|are|was|has|have|s|re',
  will: 'will|would|wil|should|can|could|do|does|is|are|am|shall|might|may|gonna|going|ill',
  come: 'arrive|arrives|arriving|arived|come|comes|coming|here|ship|ships|shipped|shipping|delivered|deliver|receive|recieve|receiving|expect|expected|expecting|get|getting|be|leave|leaves|dispatch|dispatched|reach|land|due|sent|send|turn',
  moved:
    'shipped|shiped|ship|dispatched|despatched|left|sent|gone|moved|departed|processed|packed|fulfilled|progressed|started|scanned|updated|going|moving|coming|processing|shipping|handed',
  news: 'update|updates|updated|news|info|information|word|status|progress|idea|eta|details|clarity|timeline|timeframe|estimate',
};

/**
 * The shapes of a question about the whereabouts or the state of an order. They stand apart from the classifier's
 * lexicon on purpose: a second opinion that reads the same list is no second one.
 */
const SHAPES: readonly string[] = [
  '{where} ~1 {be} ~1 my|the|our|this|that ~2 {thing}',
  'wheres|where|whereabouts ~1 my|the|our|of ~2 {thing}',
  'where|wheres ~4 {thing} ~1 is|are|at|has|might|could|stands|went|now',
  '{where} {be} it|they|this|that|[order]|[number]|order',
  'wheres it|order|[order]|my',
  'where is|are order|parcel|package|delivery|shipment',
  'when ~1 {will} ~5 {come}',
  'when ~5 {will} ~2 {come}',
  'when ~3 {thing} ~1 ships|arrives|comes|ship|arrive|come|leaves|lands',
  'how|much long|longer|soon ~3 will|take|until|till|before|for ~4 {come}',
  'how|much long|longer|soon ~2 will|until|till|before|does|is|would|should|can ~4 {thing}|i|we ~4 {come}|take',
  'how ~3 {thing} coming|doing|progressing|looking',
  'hows ~3 {thing}',
  'what|whats ~2 happening|happened|going|up|status|eta|stage|state|progress ~3 {thing}',
  'what|whats|which ~3 status|eta|date|day|time|timeline|stage|timeframe ~4 {thing}|delivery|arrival|arrive|expect|{come}',
  'any|an|some|no|the|for|quick|more {news} ~5 {thing}',
  'any|an|please|pls|quick {news} please|pls|yet|ok|thanks|thank',
  'update|updates|news|info|information|status|progress|eta|state|whereabouts|location|stage on|about|of|for|regarding ~3 {thing}',
  'order|parcel|package|delivery|shipment|shipping|tracking|[order]|dispatch status|eta|update|updates|progress|whereabouts|news|information|info|enquiry|inquiry',
  'status|update|eta|tracking ~1 order|[order]|[number]|parcel|package',
  'estimated|expected|approximate|rough|likely ~1 delivery|arrival|shipping|ship|dispatch|time|date|day',
  'delivery|arrival|shipping|ship|dispatch date|estimate|time|eta|day|window',
  'an|any|have|the|your|my|is eta',
  'has|have|did|is|are|was|hasnt|havent|isnt|didnt ~4 {thing} ~3 {moved}',
  '{thing} ~1 been|has|have|is|already|yet|ever|still ~2 {moved}',
  'has|have|did|is it|they|that|this ~3 {moved}',
  'not|hasnt|havent|hasn|didnt|isnt|arent|yet|still|wasnt ~4 shipped|shiped|dispatched|despatched|arrived|received|recieved|receive|moved|updated|sent|left|come|here|got|ship|arrive|delivered',
  'still|been|are|am|im ~2 waiting|awaiting ~2 for|on|my|the ~3 {thing}',
  'waiting|waited ~5 {thing}',
  'is|are ~3 {thing} ~2 on|in|out|still|stuck|delayed|late|coming|ok|okay',
  'tracking|track|trackin|traking ~2 number|numbers|link|info|information|details|code|id|email|status|update|updates|no|url',
  'track|locate|trace|find|follow|check|chase ~1 my|the|our|this|on|up|down ~3 {noun}|it|status|progress',
  'processing|preparing|packing|packed|awaiting|unfulfilled ~2 for|since ~3 days|weeks|week|month|day|monday|tuesday|wednesday|thursday|friday|saturday|sunday',
  'is|are|will|has|does ~1 my|our|the ~2 {noun} ~6 still|moving|move|coming|arrive|come|ship|leave|way',
  'track it|order|[order]|[number]|parcel|package',
  '{noun} tracking',
  'check|checking|look|looking|looked|find|see|follow|following|chase|chasing|ask|asking|inquire|inquiring|enquire|enquiring|know|hear|heard|wondering|curious|concerned|worried ~1 on|about|up|into|in|regarding|where|whether|after ~4 {thing}|status',
  'stuck|sitting|sat|stopped|stalled|frozen ~3 in|at|on ~1 transit|processing|preparing|label|pending|unfulfilled|facility|warehouse',
  'says|shows|showing|say|show|said|still|just|stays|marked ~3 processing|preparing|awaiting|unfulfilled|confirmed|transit|label|created|received|pending',
  'supposed|meant|due|expected|promised|estimated|scheduled|should ~3 be|to|have|arrive|ship|come ~3 {come}|arrived|here|ship|yesterday|today|already|by',
  '{thing}|is|be|been|still ~3 on ~1 way',
];

export const ASKS: PhraseBook<'ask'> = compilePhrases(
  SHAPES.map((phrase) => ({ phrase, label: 'ask' as const, weight: 1 })),
  CLASSES,
);

/** What makes it the writer's own order: without one of these words nobody knows what "it" is. */
export const ORDERISH: PhraseBook<'order'> = compilePhrases(
  [
    'order|orders|ordr|oder|parcel|parcels|parcell|package|packages|packge|pkg|packet|delivery|delivary|shipment|shippment|purchase|preorder|[order]|[tracking]',
    'ordered|orderd|preordered|bought|purchased|ship|shipped|shipping|dispatch|dispatched|despatched|unfulfilled|courier|usps|ups|fedex|dhl|evri|dpd|warehouse',
    'tracking number|numbers|link|info|information|details|code|id|email|status|update|updates|says|shows|page|has|hasnt|is|isnt',
    'my|the|a|any|no|your tracking',
    'label created',
    'processing|preparing|packing ~2 for',
  ].map((phrase) => ({ phrase, label: 'order' as const, weight: 1 })),
);

/** Asking for help or for an answer, which says nothing about what is wanted. */
export const HELP_ASKS: PhraseBook<'help'> = compilePhrases(
  [
    'help|assist ~2 me|us|please|appreciated|great',
    'can|could|would|will you|u|anyone|someone ~2 help|check|assist|advise|confirm|update|look|tell',
    'please|kindly|pls ~1 check|help|advise|assist|respond|reply|confirm|update',
    'let me|us know',
    'would|will be|really ~2 great|appreciated|appreciate|lovely',
    'get back to',
    'look forward to',
    'looking forward',
    'any idea|help|chance|news|update|updates',
    'like|love|want|need|wanted to know|plan|prepare',
    'what|whats ~1 happening|happened|going|up|wrong|holding',
    'why',
    'please thanks|thank',
  ].map((phrase) => ({ phrase, label: 'help' as const, weight: 1 })),
);

/** What makes a sentence a request. */
export const REQUESTS: PhraseBook<'request'> = compilePhrases(
  [
    'please|pls|plz|kindly|want|need|wish|needed|wanted',
    'can|could|would|will|may|might|should you|u|i|we|it|they',
    'would|id like|love',
    'let|give|send|tell|ask',
  ].map((phrase) => ({ phrase, label: 'request' as const, weight: 1 })),
);

/** What ties a sentence to an order or to a day: the setting of a question rather than a story of its own. */
export const ANCHORS: PhraseBook<'anchor'> = compilePhrases(
  [
    '{noun}|ordered|bought|purchased|placed|ship|shipped|shipping|dispatch|dispatched|transit|processing|label|courier',
    'today|tomorrow|yesterday|tonight|day|days|week|weeks|month|months|weekend|hours|ago|since',
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december',
    '1*|2*|3*',
  ].map((phrase) => ({ phrase, label: 'anchor' as const, weight: 1 })),
  CLASSES,
);
