import type { Answer } from './ask-vendor.ts';
import { type Finding, failed } from './check.ts';

/** The vendor's words for a key that it does not take, and for a thing that it does not have. */
interface VendorWords {
  readonly refused: string;
  readonly unknown?: string;
}

/** Turns an answer that did not come into a finding: what the vendor refused, else the code as it is. */
export function failedAnswer(
  id: string,
  answer: Extract<Answer<unknown>, { outcome: 'failed' }>,
  words: VendorWords,
): Finding {
  if (answer.status === 401 || answer.status === 403)
    return failed(id, words.refused, `status ${answer.status}`);
  if (answer.status === 404 && words.unknown !== undefined)
    return failed(id, words.unknown, 'status 404');
  return failed(id, answer.code, 'the vendor could not be asked');
}
