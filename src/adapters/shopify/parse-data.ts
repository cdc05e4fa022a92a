import { z } from 'zod';
import { VendorAnswerInvalidError, VendorRateLimitedError } from '../../core/runtime/errors.ts';
import { SHOPIFY_THROTTLED_RETRY_AFTER_MS } from './shopify.names.ts';

const errorSchema = z.object({ extensions: z.object({ code: z.string() }) });
/** Of whatever shape errors come, they are never taken for none. The cost limit brings no data at all. */
const answerSchema = z.object({ data: z.unknown().optional(), errors: z.unknown().optional() });

function isThrottled(errors: unknown): boolean {
  if (!Array.isArray(errors)) return false;
  return errors.some((error) => errorSchema.safeParse(error).data?.extensions.code === 'THROTTLED');
}

function hasErrors(errors: unknown): boolean {
  if (errors === undefined || errors === null) return false;
  return !(Array.isArray(errors) && errors.length === 0);
}

/**
 * The data of a GraphQL answer, which may bring errors with status 200, and errors beside half of the data.
 * @throws {VendorRateLimitedError} when the cost limit is reached
 * @throws {VendorAnswerInvalidError} for any other error: what is missing is not known, so nothing is used
 */
export function parseData(answer: unknown): unknown {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new VendorAnswerInvalidError('shopify', 'not GraphQL');
  const { data, errors } = parsed.data;
  if (isThrottled(errors))
    throw new VendorRateLimitedError('shopify', SHOPIFY_THROTTLED_RETRY_AFTER_MS);
  if (hasErrors(errors)) throw new VendorAnswerInvalidError('shopify', 'errors');
  return data;
}
