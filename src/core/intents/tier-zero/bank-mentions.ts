import type { BreakStrength } from '../tokens.ts';

/** Who can take a payment back. `card` is none: every order has one. */
const ACTORS = wordsOf(
  'bank banks issuer visa mastercard amex paypal paypals klarna afterpay clearpay barclaycard hsbc natwest lloyds monzo citibank banque banquier banco banca sparkasse hausbank kreditkartenfirma kreditinstitut creditcardmaatschappij nubank',
);

/** Beside one of these, in the same sentence, the bank is a way to pay or a place to look, and no party. */
const ORDINARY = wordsOf(
  'take taken takes pay paid pays paying payment payments payed declined decline checkout accept accepted accepts option options method methods transfer transfers transferred arrived arrive says say said shows show showed showing book app statement expired update updated release released processed pending failed failing linked logged login days email name number details link error button buy buying bought order ordered discount code installments instalments refund refunded received receive sent iban available gift offer offers use used using via zahlen zahle zahlung bezahlen bezahlt bezahle uberweisung uberwiesen sagt angekommen gebucht kontonummer per mit paye payer paiement payement virement dit recu arrive accepte accepter pago pagar pague pagado transferencia dice llego llegado acepta aceptan metodo pagamento pagare pagato bonifico dice arrivato accettate accettano pagar pagamento paguei transferencia diz chegou aceita aceitam pago betalen betaald betaling overschrijving zegt ontvangen accepteren',
);

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/**
 * True when some sentence speaks of a bank, an issuer or a wallet without a word of plain payment. Who tells a shop about their bank, and not about paying, is about to take money back.
 */
export function speaksOfBank(words: readonly string[], breaks: readonly BreakStrength[]): boolean {
  let hasActor = false;
  let isOrdinary = false;
  for (const [index, word] of words.entries()) {
    hasActor ||= ACTORS.has(word);
    isOrdinary ||= ORDINARY.has(word);
    if (breaks[index] !== 2 && index < words.length - 1) continue;
    if (hasActor && !isOrdinary) return true;
    hasActor = false;
    isOrdinary = false;
  }
  return false;
}
