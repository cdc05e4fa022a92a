import type { TierZeroLexicon } from '../lexicon.ts';

/**
 * English as it sounds, and as it is written by people whose first language it is not. Ordinary words (`layer`,
 * `sew`, `treat`) count only where their neighbours leave no other sense.
 */
export const MISSPELT_EN: TierZeroLexicon = {
  chargeback_dispute: [
    'charj|charg|sharge|chrge|chargeb|charging|charged bak|bac|bakc|back',
    'my|the|a|to|with banc|bnak|banq|benk|bnk|paypall|paipal',
    'dispjut*|dissput*|dysput*|disbut*|displute*|desput*',
    'revers|rivers|reverce|reverze ~2 payment|payement|paiment|charge|transaction|transection',
  ],
  legal_threat: [
    'go|going|goes|went|talk|speak|call|contact|ask|hire ~2 with|to|my|a ~1 layer|loyer|loyers|lawier|lawyr|lier',
    'my layer|loyer|loier|advocate|avocat ~3 will|write|call|say|says|contact|send|sends|is|has',
    'loyers|lawyr|lawyrs|lwayer|lawyre|lawier|lawiers|loyar|lawya|lawyor|lawyers|lawyerz|sollicitor*|solicter*|atorney*|attonery|attorne|advokat*',
    'in|to|at|before|front ~2 curt|cort|coart|coort|kourt|courte|tribunall|justice',
    'sew|soo|suee|seu you|u|ya|yall|your',
    'leagal|legall|legel|leagel|leegal|legle|leggal ~1 action|actions|steps|letter|help|case|way',
    'polise|polis|pollice|polcie|plice|poilce',
    'judje|juge|jugde',
  ],
  harassment_threats: [
    'kil|kiil|kyll|keel|khill ~1 you|u|ya|them|yall',
    'make|making|get|treat|treats|treaten|treatening ~2 treat|threath|thret|threten|treaten|treatening',
    'i|we ~1 no|now|knwo|kno|konw where ~1 you|u|ya ~1 live|leave|lives|work|liv',
    'find|fined|fing you|u ~3 and|an|end ~2 kill|hurt|beat|hit',
    'i|ill|will ~2 hert|hurtt|beet you|u|him|her',
    'reegret|regrett|regert',
  ],
  fraud_suspected: [
    'froud|frod|frawd|frade|fraudd|fruad|froude|frauds|fraudelent|fraudolent',
    'skam|skamm|skammer|scamm|scame|scammeur|scaming|scum website|site',
    'hakced|haked|hackt|hackd|haker|hackker|heacker|hacket|hackeado',
    'steeled|stoled|stealed|stollen|stolle|stolled|stoln ~4 card|money|account|identity|my|data',
    'card|money|account|identity ~4 steeled|stoled|stealed|stollen|stolled|stoln',
    'i|we ~1 no|not|dont|didnt ~1 buy|order|make|do|did|made|ordered ~1 this|that|nothing|anything|these|those ~2 order|charge|purchase|payment|nothing|card',
    'no|not is ~1 me|mine|i ~2 order|buy|purchase|who|that|this',
    'sum1|sumone|sumbody|some1|smone|somone|someon|sombody ~6 my|used|using|hacked|took|bought|ordered|uzed',
  ],
};
