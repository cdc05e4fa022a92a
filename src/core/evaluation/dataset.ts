import canonicalize from 'canonicalize';
import { z } from 'zod';
import { INTENT_IDS } from '../intents/taxonomy.ts';
import type { Digest } from '../runtime/digest.ts';
import { CHANNELS, type Channel } from '../tickets/channels.ts';
import type { Labels } from './labels.ts';
import { type LineResult, readLine } from './read-line.ts';

/** Text of a file that is shown: without control, escape and bidi characters, whatever wrote the file. */
export const shownSchema = z
  .string()
  .max(300)
  .regex(/^\P{C}*$/u);
export const messageIdSchema = shownSchema.min(1).max(200);

/** One message of a dataset. `text` is the customer's and goes no further than the router. */
export interface DatasetRow {
  readonly id: string;
  readonly text: string;
  readonly channel: Channel;
  /** Null where nobody labelled it: then it is understood and counted, and measured against nothing. */
  readonly labels: Labels | null;
}

/** A line of a dataset; other keys, such as `card` and `note`, are allowed and ignored. */
const lineSchema = z
  .object({
    id: messageIdSchema,
    text: z.string(),
    channel: z.enum(CHANNELS).default('email'),
    intents: z.array(z.enum(INTENT_IDS)).optional(),
    outOfScope: z.boolean().optional(),
  })
  .superRefine((line, context) => {
    const fault = labelFault(line.intents, line.outOfScope);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

function labelFault(
  intents: readonly string[] | undefined,
  outOfScope: boolean | undefined,
): string | null {
  const count = intents?.length ?? 0;
  if (new Set(intents).size !== count) return '"intents" names an intent twice';
  if (outOfScope === true && count > 0) return '"intents" must be empty where "outOfScope" is true';
  if (outOfScope === false && count === 0) return '"intents" is empty and "outOfScope" is false';
  return null;
}

function labelsOf(line: z.infer<typeof lineSchema>): Labels | null {
  const { intents = [], outOfScope = false } = line;
  return intents.length === 0 && !outOfScope ? null : { intents, isOutOfScope: outOfScope };
}

/** Reads one line of a dataset; one with an unknown intent or a contradiction between its labels is refused. */
export function parseDatasetLine(line: string): LineResult<DatasetRow> {
  const read = readLine(line, lineSchema);
  if (!read.ok) return read;
  const { id, text, channel } = read.value;
  return { ok: true, value: { id, text, channel, labels: labelsOf(read.value) } };
}

/** Identifies one row by all that matters for a result: id, text, channel and labels. */
export function rowDigest(row: DatasetRow, digest: Digest): string {
  // RFC 8785 needs well-formed strings; a lone surrogate in a text is replaced the same way every time.
  return digest.sha256(canonicalize({ ...row, text: row.text.toWellFormed() }) ?? '');
}

/** Identifies a dataset by its rows, whatever their order and however they are spread over files. */
export function datasetDigest(rowDigests: readonly string[], digest: Digest): string {
  return digest.sha256(rowDigests.toSorted().join('\n'));
}
