/** The words for "order" that introduce an order number, in the languages we see most. */
const ORDER_WORDS =
  'order|orders|ordernumber|order-number|purchase|invoice|confirmation|pedido|orden|compra|encomenda|commande|bestellung|bestellnummer|auftrag|auftragsnummer|ordine|acquisto|bestelling|bestelnummer|ordernummer|reference|ref';
const NUMBER_WORDS =
  '(?: ?(?:number|numbers|num|nr|no|id|code|ref|reference|confirmation|numero|número|nummer|n°|nº|#|is|was))';

/** `#1234`, `order 1001`, `order no. AB-1001`; the number is in group 2, what introduces it in group 1. */
export const ORDER_NUMBER = new RegExp(
  `((?<![\\p{L}\\p{N}&#])(?:${ORDER_WORDS})${NUMBER_WORDS}{0,3}[ .:#-]{0,4}|(?<![\\p{L}\\p{N}&#/])# ?)` +
    '([A-Za-z]{0,6}-?\\d{3,17}(?:-[A-Za-z0-9]{1,6})?)(?![\\p{L}\\p{N}@])',
  'giu',
);

const IBAN =
  /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu;
const CARD = /(?<![\p{L}\p{N}])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\p{L}\p{N}])/gu;
const TRACKING =
  /(?<![\p{L}\p{N}])(?:1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}|TBA\d{10,14}|[A-Z]{1,5}\d{10,24}|\d{12,34}|(?:\d{4} ){4,7}\d{2,4})(?![\p{L}\p{N}])/giu;
/** Seven digits or more with the usual separators, `+` and brackets. */
const PHONE = /(?<![\p{L}\p{N}])(?:\+|00)?\(?\d(?:[ ()./-]{0,2}\d){6,17}(?![\p{L}\p{N}])/gu;
/** Whatever is left and long enough to point at a person, an order or a parcel. */
const LONG_NUMBER =
  /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}-]{0,40}\d[\p{L}\p{N}-]{0,40})[\p{L}\p{N}-]{0,40}\d{4}[\p{L}\p{N}-]{0,40}/gu;
const YEAR = /^(?:19|20)\d{2}$/;

export function replaceOrderNumbers(text: string): string {
  return text.replace(ORDER_NUMBER, (_whole, intro: string) => `${intro.replace('#', '')}[order]`);
}

/** Cards and accounts, tracking numbers, phone numbers, then every other number of four digits or more but a year. */
export function replaceNumbers(text: string): string {
  return text
    .replace(IBAN, '[account]')
    .replace(TRACKING, '[tracking]')
    .replace(CARD, '[card]')
    .replace(PHONE, '[phone]')
    .replace(LONG_NUMBER, (found) => (YEAR.test(found) ? found : '[number]'));
}
