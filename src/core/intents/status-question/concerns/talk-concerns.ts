import type { ConcernLexicon } from './family.ts';

/** How something is said: on a condition, turned into its opposite, or as one thing of several. */
export const TALK_CONCERNS: ConcernLexicon<
  'condition' | 'not-asking' | 'further-topic' | 'other-language'
> = {
  condition: [
    'if not|so|nothing|theres|we|they|possible',
    'in case',
    'provided|assuming|supposing|depending',
    'then i|we|ill|id|please|just',
    'later than',
  ],
  'not-asking': [
    'not|dont|wont|isnt|arent|never|stop ~1 ask|asking|asked|wondering|inquiring|enquiring|looking|about|tell|track|tracking|checking|worried',
    'no need|point|use|reason',
    'dont ~2 send|tell|need|reply|answer|give|care|bother|respond|contact|email|message',
    'do|please not ~1 send|tell|reply|answer|give|respond|contact|email|message',
    'i|we ~1 already|now ~1 know|knew|found|have|see|tracked|got|received',
    'i|we do know|have',
    'i|we know|knew where|when|that|its|it',
    'found|solved|resolved|sorted|fixed|settled',
    'stop ~2 sending|emailing|emails|email|messages|messaging|updates|texting|spamming',
    'spam*|junk|phish*|virus|malware|unsolicited',
    'thank* ~4 arrived|came|delivery|received|quick|fast|great',
    'who|whose|whom',
  ],
  // Half of a message in another language is a half that no list here can judge.
  'other-language': [
    'pero|quiero|quisiera|gracias|hola|buenas|buenos|todavia|pedido|paquete|donde|cuando|porque|necesito|puedo|pueden|tengo|cancelar|devolver|dinero|por|para|los|las|una|esta',
    'ich|nicht|und|aber|mein|meine|meiner|bitte|danke|moechte|mochte|habe|haben|wann|ist|sind|bestellung|paket|noch|kein|keine|hallo',
    'je|nous|pas|mais|mon|mes|merci|bonjour|voudrais|veux|commande|colis|pourquoi|avec|dans|cette|suis|votre|vous',
    'grazie|vorrei|voglio|mio|sono|ordine|pacco|quando|ciao|buongiorno|anche|della|questo|perche',
    'nao|meu|minha|obrigado|obrigada|quero|encomenda|onde|voces|preciso|ainda',
    'niet|maar|mijn|graag|bestelling|pakket|waar|wanneer|dank|ik|wil|een|het|nog',
  ],
  'further-topic': [
    'also|besides|additionally|furthermore|moreover|plus|btw|secondly|thirdly|anyway|meanwhile|separately|unrelated',
    'by the way',
    'ps|pps|nb',
    'p s',
    'one|another|other|second|further|last|two|three|several|few|couple ~1 thing|things|question|questions|issue|issues|topic|problem|problems|matter|request|requests',
    'something|anything|someone|nothing|everything else',
    'on top of',
    'as well',
    'and do|does|how|about|another|one',
    'while youre|you|ur|im|i|at',
    'speaking|apart|aside of|from',
    'problem*|issue*|trouble*',
    'help|advice|advise ~1 with|choosing|on',
  ],
};
