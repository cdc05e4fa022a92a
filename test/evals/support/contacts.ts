const ADDRESS = /[\w.+-]+@([\w-]+(?:\.[\w-]+)+)/gu;
/** RFC 2606 and RFC 6761 keep these names for examples: nobody can be written to by accident. */
const RESERVED_HOST = /^(?:[\w-]+\.)*(?:example\.com|[\w-]+\.invalid)$/i;

/** What a reader would dial: with a country code, as 555-0142 with or without an area code, or with a leading 0. */
const NUMBERS: readonly RegExp[] = [
  /\+\d[\d ().-]{6,}\d/gu,
  /(?<![\d#+(-])(?:\(?\d{3}\)?[ .-]?)?\d{3}[.-]\d{4}(?![\d-])/gu,
  /(?<![\d#+.-])\(?0\d[\d ()/-]{7,}\d/gu,
];
const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/gu;
/** Kept for fiction: 555-0100 to 555-0199 in North America, and Ofcom's ranges for drama. */
const FICTIONAL = /^(?:\+?1?\d{3})?55501\d{2}$|^(?:\+44|0)(?:7700900\d{3}|2079460\d{3})$/;

/** E-mail addresses of a text that somebody might own. */
export function foreignAddresses(text: string): readonly string[] {
  return [...text.matchAll(ADDRESS)]
    .filter(([, host = '']) => !RESERVED_HOST.test(host))
    .map(([address]) => address);
}

/** Phone numbers of a text that somebody might answer. */
export function foreignNumbers(text: string): readonly string[] {
  const undated = text.replaceAll(ISO_DATE, ' ');
  const found = NUMBERS.flatMap((shape) => [...undated.matchAll(shape)].map(([number]) => number));
  return found.filter((number) => !FICTIONAL.test(number.replaceAll(/[^\d+]/g, '')));
}
