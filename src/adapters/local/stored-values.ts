import { z } from 'zod';
import { InvariantViolationError } from '../../core/runtime/errors.ts';

/**
 * What may stand in a stored row: references, ids of ours, codes and whole numbers. Spaces, `@` and dots do not fit,
 * so text and addresses cannot be stored by mistake (incident 8), nor can fractions (incident 12).
 */
export const storedRefSchema = z.string().regex(/^[a-z0-9_-]{1,64}$/);
export const storedIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);
const storedCodeSchema = z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/);
export const instantSchema = z.int().nonnegative();
export const countSchema = z.int().nonnegative();

const MAX_LIST = 5_000;
export const storedCodesSchema = z.array(storedCodeSchema).max(MAX_LIST);
export const storedRefsSchema = z.array(storedRefSchema).max(MAX_LIST);

/** Parses the text of a JSON column. */
export const jsonColumnSchema = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: 'custom', message: 'not JSON', input: null });
    return z.NEVER;
  }
});

/** 0 or 1, as SQLite keeps a boolean. */
export const booleanColumnSchema = z
  .union([z.literal(0), z.literal(1)])
  .transform((bit) => bit === 1);

/**
 * Checks a value on its way into a store. The value itself never stands in the error.
 *
 * @throws {InvariantViolationError} `STORE_VALUE_INVALID`
 */
export function toStored<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvariantViolationError('STORE_VALUE_INVALID', 'a value does not belong in a store', {
    context: { field: fieldOf(result.error) },
  });
}

/**
 * Checks a row on its way out of a store.
 *
 * @throws {InvariantViolationError} `STORE_ROW_INVALID`
 */
export function fromStored<T>(schema: z.ZodType<T>, row: unknown): T {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  throw new InvariantViolationError('STORE_ROW_INVALID', 'a stored row cannot be read', {
    context: { field: fieldOf(result.error) },
  });
}

function fieldOf(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? '';
}
