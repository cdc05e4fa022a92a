import { together } from '../together.ts';
import { BANK, PAYMENT } from './words.ts';

/** What a bank does about a purchase, as opposed to what it says about a payment that failed or was made twice. */
const REMEDY =
  'form|forms|case|claim|claims|investigat*|reversal|recall|recalled|retriev*|claw*|unwind|advise|advised|advises|recommend|recommended|suggest|suggested|sort|sorted|sorts|handle|handles|deal|deals|decide|decides|decision|intervene|step|steps|provisional|evidence|paperwork|protect|protects|protection|guarantee|refuse|entitled|query|queried|querying|challenge|challenged|challenging|contest|contested|contesting|recoup|reclaim|involved|merchant|mediate|rescind|complain|complaint|appeal|escalat*';

const TAKE_BACK =
  'get|getting|got|take|taking|taken|took|have|recover|recovering|recovered|reclaim|fetch|fetching|pull|pulling|pulled|claim|claiming|claw|grab|bring';

/** A dispute that does not call itself one. */
export const DISPUTES_VEILED_EN: readonly string[] = [
  // The bank is asked, told, involved.
  `contact*|call|calling|called|ring|ringing|rang|rung|phone|phoned|phoning|ask|asking|asked|tell|telling|told|notify|notified|inform|informed|alert|alerted|involve|involving|involved|consult|consulted|approach|approached|message|messaged|messaging|write|writing|wrote|visit|visiting|visited|see|seeing|loop|looping|bring|bringing|chat|chatting|chatted ~4 ${BANK}`,
  `get|getting|got ~2 touch|hold|onto|on ~3 ${BANK}`,
  `word|chat|conversation|appointment|meeting|call ~2 with ~2 ${BANK}`,
  `go|going|turn|turning|take|taking|took|taken ~5 to|up ~3 ${BANK}`,
  `raise|raised|raising|log|logged|logging|lodge|lodged|lodging|refer|referred|flag|flagged|flagging|pass|passed|hand|handed|handing|report*|submit*|file|filed|filing|open|opened|opening|escalate*|query|queried|put|putting|left ~5 to|with|through|via ~3 ${BANK}`,
  `let|letting|leave|leaving|have ~2 ${BANK}`,
  `up to ~2 ${BANK}`,
  ...together(BANK, 7, REMEDY),
  `${BANK} ~2 will|would|can|could|promised|promises|agreed|offered ~4 refund|refunding|money|back|return|give|get|take|help|stop`,
  `number|people|lady|guy|person ~2 back of ~2 card|cards`,
  `issued|issues|issuing ~2 my ~2 card`,
  // Money comes back by another way than the shop.
  `${TAKE_BACK} ~4 back ~3 through|via|from|with|off|using ~3 ${BANK}|card|insurance`,
  `get|getting|recover|recovering|claim|claiming|pull|reclaim|reclaiming ~3 through|via|off ~2 ${BANK}|card|insurance`,
  `${TAKE_BACK} ~2 it|that|them|this|mine|money|refund ~2 from ~2 ${BANK}`,
  `${TAKE_BACK} ~5 back ~3 another|other|different|own|without ~1 way|ways|route|routes|channel|channels|means|avenue|avenues|method|methods|you|u|help`,
  `${TAKE_BACK} ~5 another|other|different|own way|ways|route|routes|channel|channels|means|avenue|avenues`,
  'take|taking|taken|pull|pulling|claim|claw ~5 back off|from you|u|yourselves',
  `${TAKE_BACK} ~3 back myself|ourselves`,
  'claim|claiming|claimed ~3 on|through|against|via ~3 card|cards|insurance|credit',
  'you|u ~3 wont|not|never|neither ~2 see|get|keep|have ~3 cent|penny|dime',
  // Payments that are held back or undone.
  `refuse|refusing|refused|withhold|withholding|freeze|freezing|froze|frozen|revoke|revoked|suspend|suspended|pause|paused|halt|halted|stop|stopped|stopping ~3 ${PAYMENT}`,
  `pull|pulling|pulled|undo|undone|void|recall|recalled|retract|retracted|rescind|rescinded|contest|contesting|contested|challenge|challenging|challenged|claw|clawed|rollback ~4 ${PAYMENT}|money|funds|purchase`,
  'take|taking|taken|took|pull|pulled|pulling ~4 payment|money|funds|charge back',
  'cancel|cancelled|cancelling|canceled ~2 direct|standing debit|order|mandate',
  `payment|money|charge|transaction|purchase|funds ~4 pulled|clawed|recalled|unwound|undone|contested|challenged|rescinded`,
  // The vocabulary of schemes and forms.
  'provisional|temporary|conditional|interim ~1 credit|credits|refund',
  'merchant ~2 id|descriptor|account|error|number|category',
  'reason code',
  'item|goods|merchandise|order|package|parcel|product|service ~1 not ~1 received|delivered|described|arrived ~2 claim|case|request|dispute|form|complaint',
  'not ~1 received|described|delivered claim|case|request|dispute|form|complaint',
  'non|not receipt|delivery|delivered ~3 claim|case|dispute',
  'significantly not',
  'resolution center|centre|hub',
  'debit guarantee|indemnity',
  'indemnity claim',
  'credit act|billing act',
  'consumer credit',
  'regulation e|z',
  's75|sec75|section75',
  'sect|sec|s 75',
  'transaction|payment|charge|card|billing dispute|query|reversal|inquiry|enquiry',
  // The bank did it, does it, did it better.
  `${BANK} ~4 get|getting|take|taking|pull|pulling|pulled|claw|grab|grabbed|bring|bringing|fetch|recover|recovered|claim ~5 back`,
  `${BANK} ~3 pull|pulling|pulled|taking|take|claw|clawing|clawed ~5 out ~1 of your|ur`,
  `${BANK} ~2 found|gave|gives|giving|got|brought|made|makes|took|takes|sent|has|is|will ~7 back`,
  `${BANK} ~9 faster|quicker|kinder|friendlier|nicer|listens|listened|understands|cares|cared`,
  `returned|refunded|credited|reversed|reimbursed ~3 by|through ~2 ${BANK}`,
  `you|youll|ull|expect|expecting|await ~6 hear|hearing|letter|notice|notification|something|contacted|call|mail|email ~4 from|by ~2 ${BANK}`,
  'went|go|going|walked|been|drove|spoke ~3 to|at|with|into my ~1 branch',
  'recalled|clawed|reversed|rescinded ~5 dollar|dollars|euro|euros|pounds|quid|bucks|money|amount|payment',
  'put|putting|placed|place ~2 stop|block|freeze|hold ~3 on ~3 payment|payments|charge|transaction|cheque|check|debit|instalments|installments',
  'not|wont|never|refuse|stop|stopped|stopping ~2 pay|paying ~3 instalment|instalments|installment|installments|klarna|afterpay|rest',
  'at|with|through|via|called|calling|call|told|asked chase|chime|discover|affirm|ally|schwab|truist|pnc ~6 dispute|form|case|claim|back|reverse|them|they|about|to|over|refund|already',
  `${BANK} ~3 credited|refunded|reimbursed|compensated ~3 me|us|my|it|account`,
  `${BANK} ~1 resolution|team|department|desk|advisor|adviser|branch|counter ~6 look|sort|help|hear|file|decide|told|case|have|take|contact|over|know|write`,
  'debit|payment|payments|instalment|installment|sepa ~5 bounce|bounces|bounced|honour|honor|honoured|returned|unpaid|rejected',
  'not|stop ~2 honour|honor|honouring ~3 payment|debit|it|charge',
  `between ~2 you|u|yourselves ~2 and ~3 ${BANK}|law|judge`,
  `explain ~5 to ~3 ${BANK}`,
  `agreed|agree|agreement|discussed|arranged ~3 with ~2 ${BANK}`,
  `unwound|undone|cancelled|taken|paused|frozen|stopped|pulled|reviewed|examined|handled|investigated|blocked ~3 by ~2 ${BANK}`,
  `inquiry|enquiry|request|retrieval|query|notification|notice|questions|question ~3 from|by ~2 ${BANK}`,
  'works|work|worked|job ~2 at|for|in ~2 bank|issuer',
  'card|cards ~2 insurance|insured|covers|cover|protects|protection',
  `get|getting|persuade|force|leave|have|make|trigger ~2 ${BANK} ~2 to|in|involved|step|on`,
  'day|days|weeks|months ~3 to ~1 dispute|contest|claim|reverse',
  `comes|come|coming ~1 from|via|through ~1 ${BANK}`,
  'direct debit|debits ~6 returned|return|bounce|back|bounced',
  `${BANK} ~1 lady|guy|rep|woman|man|agent|team|gentleman`,
  `back|payback ~3 through|via ~3 ${BANK}`,
  `${BANK} ~1 asked|asks|wonders|wants|wanted|called|rang|phoned ~6 proof|whether|if|ever|about|you|your|evidence|purchase`,
  'form|claim|case|complaint ~3 with|at|to ~1 chase|chime|discover|affirm|ally|schwab|truist|pnc',
];
