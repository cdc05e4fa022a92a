import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { INTENT_IDS, type IntentId, isTierZero } from '../intents/taxonomy.ts';
import type { Digest } from '../runtime/platform.ts';
import { CHANNELS, type Channel } from '../tickets/ticket.ts';

/** Text of a file that is shown: without control, escape and bidi characters, no matter which program wrote the file. */
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

/** Identifies a dataset by its rows, independent of their order and of the files that hold them. */
export function datasetDigest(rowDigests: readonly string[], digest: Digest): string {
  return digest.sha256(rowDigests.toSorted().join('\n'));
}

/** What a careful person says a message is about. */
export interface Labels {
  /** Empty exactly where the message is out of scope. */
  readonly intents: readonly IntentId[];
  /** True for a message that has nothing to do with a shop or with any of our intents. */
  readonly isOutOfScope: boolean;
}

/** P0 to P2: any of them cancels order facts. */
const LAST_HIGHER_PRIORITY = 2;

export function isTierZeroLabelled(labels: Labels): boolean {
  return labels.intents.some((intent) => isTierZero(intent));
}

/**
 * The labels that may stand first: those of the highest priority, Tier 0 before everything as in `understand`. More than
 * one where priorities are equal: the taxonomy does not say which comes first, so either is right.
 */
export function topLabels(labels: Labels, routing: RoutingConfig): readonly IntentId[] {
  const zero = labels.intents.filter((intent) => isTierZero(intent));
  const pool = zero.length > 0 ? zero : labels.intents;
  const best = Math.min(...pool.map((intent) => routing.intents[intent].priority));
  return pool.filter((intent) => routing.intents[intent].priority === best);
}

/**
 * The primary intent that is expected. Of equal ones it is the predicted one if it is among them, else the first label.
 * @returns null for a message that is out of scope
 */
export function expectedPrimary(
  labels: Labels,
  predicted: IntentId | null,
  routing: RoutingConfig,
): IntentId | null {
  const top = topLabels(labels, routing);
  return top.find((intent) => intent === predicted) ?? top[0] ?? null;
}

/**
 * True where order facts (Tier 2) must never be the answer: any label of P0–P2 or Tier 0, several intents, or out of
 * scope.
 */
export function forbidsTierTwo(labels: Labels, routing: RoutingConfig): boolean {
  return (
    labels.isOutOfScope ||
    labels.intents.length > 1 ||
    labels.intents.some(
      (intent) => isTierZero(intent) || routing.intents[intent].priority <= LAST_HIGHER_PRIORITY,
    )
  );
}

/** A line that could not be used. `cause` names the field and the fault, never what the line holds. */
export interface LineFault {
  readonly file: string;
  /** As an editor counts, from 1. */
  readonly lineNumber: number;
  readonly cause: string;
}

export type LineResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly cause: string; readonly json: unknown };

const FAULTS: ReadonlyMap<string, string> = new Map([
  ['invalid_type', 'is of the wrong type'],
  ['invalid_value', 'is not one of the known values'],
  ['invalid_union', 'is not one of the known values'],
  ['too_big', 'is too long or too large'],
  ['too_small', 'is empty or too small'],
  ['invalid_format', 'holds characters that cannot be printed'],
]);

/** Parses one line of JSON Lines. A bad line is a value, not an error: it is counted, or refused with all others. */
export function readLine<T>(line: string, schema: z.ZodType<T>): LineResult<T> {
  const json = parseJson(line);
  if (json === undefined) return { ok: false, cause: 'it is not JSON', json };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, cause: describeFaults(parsed.error.issues, json), json };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's message quotes the input, so it must go no further.
    return undefined;
  }
}

function isMissingAt(json: unknown, path: readonly PropertyKey[]): boolean {
  let found = json;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return true;
    found = Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined;
  }
  return found === undefined;
}

/** Built from paths and codes, and from messages that our own schemas wrote. */
function describeFaults(issues: readonly z.core.$ZodIssue[], json: unknown): string {
  return issues
    .slice(0, 3)
    .map((issue) => {
      if (issue.code === 'custom') return issue.message;
      const field = issue.path.length === 0 ? 'the line' : `"${issue.path.map(String).join('.')}"`;
      if (isMissingAt(json, issue.path)) return `${field} is missing`;
      return `${field} ${FAULTS.get(issue.code) ?? 'is not valid'}`;
    })
    .join('; ');
}
