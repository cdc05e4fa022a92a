import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { INTENT_IDS, isTierZero, TIER_ZERO_INTENTS } from '../intents/taxonomy.ts';
import { type Band, bandOf } from '../intents/understand.ts';
import {
  type DatasetRow,
  type Labels,
  type LineFault,
  type LineResult,
  messageIdSchema,
  readLine,
} from './dataset.ts';

/** The most that could become of a message: its tier, or people alone. */
const TIER_BOUNDS = [0, 1, 2, 'route'] as const;

export type TierBound = (typeof TIER_BOUNDS)[number];

/** What was decided about one message; the shape of a line of a predictions file, of ours or of another system. */
export const predictionSchema = z
  .object({
    id: messageIdSchema,
    intent: z.enum(INTENT_IDS),
    secondary: z.array(z.enum(INTENT_IDS)).max(2),
    confidence: z.number().min(0).max(1),
    abstained: z.boolean(),
    tier0: z.array(z.enum(TIER_ZERO_INTENTS)).describe('Tier 0 intents that were found.'),
    tier: z
      .union(TIER_BOUNDS.map((bound) => z.literal(bound)))
      .describe('The most that could be done about it; "route" is people alone.'),
  })
  .superRefine((line, context) => {
    const isZero = line.tier0.length > 0 || [line.intent, ...line.secondary].some(isTierZero);
    if (!isZero || line.tier === 0) return;
    context.addIssue({ code: 'custom', message: 'it names a Tier 0 intent and "tier" is not 0' });
  });

export type Prediction = z.infer<typeof predictionSchema>;

/** Why a message has no usable prediction. */
export const INVALID_REASONS = [
  'never-predicted',
  'invalid-line',
  'predicted-twice',
  'classifier-failed',
] as const;

type InvalidReason = (typeof INVALID_REASONS)[number];

/** One message with what was expected and what was decided; its text stays behind. */
export type EvaluatedRow = {
  readonly id: string;
  readonly labels: Labels | null;
} & (
  | { readonly prediction: Prediction; readonly invalid: null }
  | { readonly prediction: null; readonly invalid: InvalidReason }
);

/** Reads one line of a predictions file. What is not valid counts as invalid output. */
function parsePredictionLine(line: string): LineResult<Prediction> {
  return readLine(line, predictionSchema);
}

const idSchema = z.object({ id: messageIdSchema });

/** Whose prediction a bad line was, so that it can be counted; null where nobody can tell. */
function findIdOf(json: unknown): string | null {
  const parsed = idSchema.safeParse(json);
  return parsed.success ? parsed.data.id : null;
}

/** The band of a prediction, by the thresholds of the router; Tier 0 always goes to its own team. */
export function bandOfPrediction(prediction: Prediction, routing: RoutingConfig): Band {
  return prediction.tier === 0 ? 'route' : bandOf(prediction.confidence, routing.thresholds);
}

/** What made the predictions, as it was counted and not as it was configured (incident 24). */
export interface RanAdapter {
  readonly name: string;
  readonly calls: number;
  /** How many messages a step threw on, the classifier or any other. */
  readonly errors: number;
}

/** Joins a predictions file with a dataset by id. Nothing of it is lost: what fits nowhere is a fault with its line. */
interface PredictionBook {
  readonly add: (line: string, file: string, lineNumber: number) => void;
  readonly evaluate: (row: Pick<DatasetRow, 'id' | 'labels'>) => EvaluatedRow;
  /** Every id that a line named, in the order of the file. */
  readonly ids: () => readonly string[];
  readonly ran: () => RanAdapter;
  /** Bad lines, and lines about messages that the dataset does not hold; complete once every row was evaluated. */
  readonly faults: () => readonly LineFault[];
}

interface Entry {
  readonly prediction: Prediction | null;
  readonly count: number;
  readonly file: string;
  readonly lineNumber: number;
}

/** Makes an empty book; predictions are added first, then rows are evaluated. */
export function createPredictionBook(): PredictionBook {
  const entries = new Map<string, Entry>();
  const used = new Set<string>();
  const bad: LineFault[] = [];
  const note = (id: string, prediction: Prediction | null, file: string, lineNumber: number) => {
    const count = (entries.get(id)?.count ?? 0) + 1;
    entries.set(id, { prediction, count, file, lineNumber });
    if (count === 2) bad.push({ file, lineNumber, cause: 'its id was predicted before' });
  };
  return {
    add(line, file, lineNumber) {
      const read = parsePredictionLine(line);
      if (read.ok) return note(read.value.id, read.value, file, lineNumber);
      bad.push({ file, lineNumber, cause: read.cause });
      const id = findIdOf(read.json);
      if (id !== null) note(id, null, file, lineNumber);
    },
    evaluate({ id, labels }) {
      const entry = entries.get(id);
      used.add(id);
      if (entry === undefined) return { id, labels, prediction: null, invalid: 'never-predicted' };
      if (entry.count > 1) return { id, labels, prediction: null, invalid: 'predicted-twice' };
      const { prediction } = entry;
      if (prediction === null) return { id, labels, prediction, invalid: 'invalid-line' };
      return { id, labels, prediction, invalid: null };
    },
    ids: () => [...entries.keys()],
    ran: () => ({ name: 'predictions file', calls: 0, errors: 0 }),
    faults: () => [
      ...bad,
      ...[...entries]
        .filter(([id]) => !used.has(id))
        .map(([, { file, lineNumber }]) => ({
          file,
          lineNumber,
          cause: 'no message of the dataset has its id',
        })),
    ],
  };
}
