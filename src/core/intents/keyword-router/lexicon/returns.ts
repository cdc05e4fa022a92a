import type { Lexicon } from './lexicon.ts';

/** Sending back, swapping, getting money back (P3). */
export const RETURN_PHRASES: Lexicon = {
  return_request: {
    strong: [
      'return|send|ship|give|bring|mail|sending|take ~5 back',
      'return ~4 {item}|policy|label|process|address|window|request|authorization|instructions|slip|center|products|purchase|form|portal|number|items|option|method|procedure|period',
      '{want} ~3 return',
      'returns',
      'rma',
      '{item} ~3 return|returned|returnable',
      'print|need|send|get|where|prepaid|free ~4 return ~1 label|labels',
      'start|initiate|make|process|begin|request|do|arrange|file|open ~3 return|returns',
      'how|can|policy ~5 return|returns',
      'too|doesnt|dont|didnt|not ~2 small|big|large|tight|short|long|loose|fit|fits|wide|narrow|comfortable|suit|like',
      'dont|not|didnt like ~2 it|them|product|item',
      'trial ~3 period|return|offer|work|night|nights|days|policy',
      'night|nights|day|days ~1 trial',
      'money back guarantee|policy',
    ],
    clear: ['return', 'trial', 'collect|pickup|pick ~3 return|item|product|back'],
  },
  exchange_request: {
    strong: [
      'exchange',
      'swap|trade|replace|switch|change|replacement|replaced ~5 for|with|to|by ~3 different|another|new|other|larger|smaller|bigger|size|color|one|medium|large|small|same',
      'replacement',
      'replace ~4 {item}|mattress|with|please',
      'different|another|bigger|smaller|larger|other|right|correct ~1 size|color|style|model ~4 instead|please|send|exchange|swap|swap',
      'send ~3 new|another|replacement|correct|right ~1 one|item|product|size|unit',
      'swap ~4 {item}',
      'size ~2 up|down|exchange',
      'need|want|get|have ~3 bigger|smaller|larger|different ~1 size|color|one',
    ],
    clear: ['swap', 'replace'],
  },
  refund_request: {
    strong: [
      '{refund}',
      'money|payment|cash|funds|dollars|deposit ~3 back|returned|return|refunded',
      'get|want|give|need|gimme|have|return|send ~4 money|payment|cash ~1 back',
      '{refund} ~4 status|policy|when|where|not|never|still|request|me|my|order|process|amount|full|partial',
      'where|when|status ~4 {refund}',
      'store credit',
      'pay|paid|paying me back',
    ],
    clear: ['money back', 'credited', 'guarantee'],
  },
};
