/** Little words that give a language away; words that two languages share are left out. */
const LITTLE_WORDS = {
  en: 'the is my i you it to and of for was are have has not with what when where how can do does did this that would will please your me been be they from on an at but if hi hello hey dear thanks thank im ive dont didnt cant havent hasnt isnt its wheres order orders ordered shipping refund delivery want need help package track cancel return received get get could should any there or we',
  es: 'el los las que mi mis una para con por como esta pedido cuando donde quiero hola gracias pero muy ya he ha del necesito puedo tengo hace yo ustedes cual dinero talla tienda recibido llegado compra favor su lo al y sin ni',
  fr: 'je le les des une est ma mes pour avec vous nous pas ne que qui dans sur bonjour merci commande votre mon suis ai pouvez ete colis avoir cette ce ca comment quand voudrais svp du et au aux ou jai recu toujours plait remboursement livraison',
  de: 'ich der das und ist nicht mein meine meinen wo wann habe mit fur bitte hallo danke bestellung sie wie ein eine einen zu auf noch wurde kann mochte ihr ihre es von dem den paket lieferung geld zuruck warum sind immer auch wenn',
  it: 'il gli della del che mio mia sono per con non come quando dove ciao grazie ordine vorrei posso ho un una ancora questo buongiorno pacco arrivato spedizione rimborso e anche di da alla nel mi ricevuto salve',
  pt: 'o os meu minha nao para com uma quando onde quero ola obrigado obrigada pedido voce voces gostaria ainda chegou como esta em da do dos das tenho foi recebi encomenda bom dia boa reembolso fiz preciso e mas meus',
  nl: 'ik het een de mijn is niet wanneer waar heb met voor bestelling kan jullie graag bedankt hoe wil van nog op dat te zijn maar ook geld terug pakket ontvangen besteld goedendag hoi dag worden dit deze',
} as const;
export type KnownLanguage = keyof typeof LITTLE_WORDS;

const LANGUAGES_OF: ReadonlyMap<string, readonly KnownLanguage[]> = invert();

function invert(): ReadonlyMap<string, readonly KnownLanguage[]> {
  const languages = new Map<string, KnownLanguage[]>();
  for (const language of Object.keys(LITTLE_WORDS) as KnownLanguage[]) {
    for (const word of LITTLE_WORDS[language].split(' ')) {
      languages.set(word, [...(languages.get(word) ?? []), language]);
    }
  }
  return languages;
}

/** Latin letters only count: a text in another script has no language of ours. */
const OTHER_SCRIPT = /[\p{L}--\p{Script=Latin}]/v;
const MAX_WORDS = 300;

/**
 * Guesses the language from its little words: a BCP 47 primary tag, or `und` when nothing points anywhere, when two
 * languages tie, or when much of the text is written in another script. A word shared by n languages counts 1/n.
 */
export function detectLanguage(words: readonly string[]): KnownLanguage | 'und' {
  const scores = new Map<KnownLanguage, number>();
  let foreign = 0;
  for (const word of words.slice(0, MAX_WORDS)) {
    const languages = LANGUAGES_OF.get(word) ?? [];
    for (const language of languages) {
      scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
    }
    if (languages.length === 0 && word.charCodeAt(0) > 0x24f && OTHER_SCRIPT.test(word))
      foreign += 1;
  }
  const [best, second] = [...scores].toSorted((one, other) => other[1] - one[1]);
  if (best === undefined || foreign > best[1]) return 'und';
  return second !== undefined && best[1] - second[1] < 0.25 ? 'und' : best[0];
}
