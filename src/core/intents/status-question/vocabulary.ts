import { compilePhrases, type PhraseBook } from '../phrases.ts';

/**
 * The words of a message that only asks about an order. A word that could carry another wish is not among them, and a
 * word that is not here makes the verifier doubt, whatever it means.
 */
export const FREE_WORDS: ReadonlySet<string> = new Set(
  [
    // The order and its way.
    'order orders ordr oder parcel parcels parcell package packages packge pkg packet delivery delivary shipment shippment purchase item items stuff goods things number numbers num nr no id reference ref confirmation confirmed re',
    'tracking track trackin traking tracker tracked trace status eta update updates updated updating news info information details progress whereabouts location locate estimate estimated timeline timeframe scheduled arrival window date dates',
    'ordered orderd placed bought purchased ship ships shipped shiped shipping dispatch dispatched despatch despatched processing processed preparing prepared packed unfulfilled fulfilled transit label created pending courier carrier usps ups fedex dhl evri dpd warehouse facility hub scanned moved departed way route express standard preorder preordered',
    // Asking.
    'where wheres whereabouts when whens what whats which how hows why any there theres',
    'is are was were has have had be been being am im ive its hasnt havent havnt isnt arent wasnt werent didnt doesnt dont wont cant couldnt do does did will would wil could can should shall might may gonna going gone',
    'not nothing yet still already ever even just only really actually currently exactly quite very so too much more long longer',
    'arrive arrives arriving expect expected expecting reach due supposed promised coming leave leaves left late delayed delay delays stuck stopped standing ready',
    'check checking checked look looking find see seen shows showing says say said saying tell telling know knowing let ask asking inquire inquiring enquire enquiring inquiry enquiry question wondering curious follow following followup chase chasing confirm advise help assist please pls plz kindly possible able chance idea',
    'email emailed emails message messaged contacted reply response heard hear word writing wrote sent share',
    // Who.
    'i we my our me us you your yours u ur mine it they them this that these those one',
    // Time.
    'today tomorrow yesterday tonight morning afternoon evening night day days week weeks month months weekend hour hours business working monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec st nd rd th',
    'now then ago since last past previous next soon later time date by until till after before between around about almost nearly over under within already recently lately end beginning first third couple few two three four five six seven eight nine ten eleven twelve fourteen fifteen twenty',
    // Courtesy and mood.
    'hi hello hey heya hiya dear good greetings team sir madam folks guys all sorry bother bothering thanks thank thankyou thx ty tks many appreciate appreciated advance regards kind best warm cheers sincerely respectfully yours wishes great lovely hope hoping well excited forward patience patiently wait waiting waited awaiting worried worry concerned nervous anxious rush ok okay yes yeah oh',
    // Glue.
    'a an the and or but of on in at to for from with onto out off up down as than because though however want wanted need needed like love quick bit little here anywhere anything',
    'own again far along way saw seen somebody someone anybody soonest mid n cos cuz lot',
    'happen happened happening happens seem seems seemed think thought believe guess current latest exact approximate rough',
    '[order] [tracking] [number] [email] [phone] [name]',
  ].flatMap((line) => line.split(' ')),
);

/** Words that are harmless in these phrases only: "have not received it", never "received it". */
const BOUND_PHRASES: readonly string[] = [
  'havent|hasnt|havnt|isnt|arent|not|nothing|never|didnt|dont|doesnt|yet|no ~3 received|recieved|receive|recieve|arrived|arived|arrive|got|gotten|get|come|came|delivered|shown|show|changed|change',
  'should|shouldve|supposed|expected|due|meant|promised|was|were ~4 arrived|received|recieved|delivered|come',
  'arrived|come|received|recieved yet',
  'when|how|where|soon|will|wil|to|should|can|gonna|long|until ~5 receive|recieve|get|gets|delivered|come|comes|land|make|take|turn',
  'take|takes|taking|took ~2 to|for|long|longer|so|too|a|forever',
  'be|get|gets|getting|being delivered',
  'got|received|recieved|get|getting|gotten|give|giving|given|send|sent|forward|provide|share ~2 a|an|the|my|your|any|no|some|me|us|with|tracking ~4 email|confirmation|tracking|notification|message|text|update|updates|number|info|information|reply|response|word|link|status|eta|details|news|idea|estimate|date|timeline',
  'email|message|text ~1 me|us',
  'tracking|status|your|the|an link|notification|text',
  'know|see|check|checking|tell|wondering|wonder|ask|asking|sure|confirm|look|find|idea ~3 if|whether',
  'wonder|wondering|see|check',
  'get|getting|got back to me|us',
  'hear|heard|hearing back',
  'in|by the post|mail',
  'made|make|making|put an|the|my|this|in order|purchase|an',
  'keep|keeps|kept saying|telling|showing|checking|refreshing|looking',
  'keeps me',
  'from|on|with|through your|the store|shop',
  'went|go|goes|gets|get out|through|sent|moving',
  'gift|present|birthday|christmas|xmas|holidays|anniversary|easter',
  'gift|present|birthday|anniversary for ~1 my|a ~1 mom|mum|mother|dad|father|son|daughter|wife|husband|sister|brother|friend|girlfriend|boyfriend|partner|niece|nephew|grandson|granddaughter|grandma|grandmother|mothers',
  'my name is|s ~0 [name]',
  'no|not in|a ~1 rush|hurry',
  'doing|holding|going well|up',
  'trying|try|tried to ~1 find|track|see|locate|check|figure',
  'hasnt|havent|not|isnt|stopped|been ~2 moving|move|updating|update',
  'in|at the same|current place|spot|status',
  'let me|us',
  'track|chase|following|follow it|my|the|on ~2 down|up',
  'purchase|order history|name',
];

export const BOUND_WORDS: PhraseBook<'bound'> = compilePhrases(
  BOUND_PHRASES.map((phrase) => ({ phrase, label: 'bound' as const, weight: 1 })),
);
