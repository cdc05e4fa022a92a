import { z } from 'zod';
import { VendorAnswerInvalidError } from '../../core/runtime/errors.ts';
import { textOrNumber } from './schemas.ts';

const entrySchema = z.object({ id: textOrNumber.refine((id) => id.trim() !== '') });
/** A workspace without a user or a channel does not exist, so an empty list is a sign of something else. */
const entriesSchema = z.array(entrySchema).min(1);

/** The list stands alone, under its own name, under `data`, or under its own name in `data`. */
function listSchema(name: 'users' | 'channels') {
  const named = z.object({ [name]: entriesSchema }).transform((answer) => answer[name]);
  const bare = z.union([entriesSchema, named]);
  return z.union([bare, z.object({ data: bare }).transform((answer) => answer.data)]);
}

const SCHEMAS = { users: listSchema('users'), channels: listSchema('channels') } as const;

/**
 * The ids of a list of users or channels, sorted and without duplicates; nothing else is read.
 * @throws {VendorAnswerInvalidError} for a list that is empty or in which one id is unreadable: half a list would be
 *   taken for another workspace
 */
export function parseIds(answer: unknown, name: keyof typeof SCHEMAS): readonly string[] {
  const entries = SCHEMAS[name].safeParse(answer).data;
  if (entries === undefined) throw new VendorAnswerInvalidError('richpanel', name);
  return [...new Set(entries.map((entry) => entry.id))].sort();
}
