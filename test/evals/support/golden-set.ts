import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { INTENT_IDS } from '../../../src/core/intents/taxonomy.ts';
import { CHANNELS } from '../../../src/core/tickets/ticket.ts';

const EVALS = path.resolve(import.meta.dirname, '../../../evals');

/** The parts of the golden set: one file of messages and one of scenario cards each. */
export const GOLDEN_PARTS = [
  'intents',
  'multi-intent',
  'out-of-scope',
  'tier-zero',
  'adversarial',
] as const;
export type GoldenPart = (typeof GOLDEN_PARTS)[number];

const words = z.string().trim().min(1);
const intents = z.array(z.enum(INTENT_IDS)).max(3);

/** Stricter than what the evaluation reads: a key that nobody knows is a slip of the pen here. */
const messageSchema = z.strictObject({
  id: z.string().regex(/^gold-[a-z0-9_-]+-\d{2,3}$/),
  text: z.string().min(1),
  channel: z.enum(CHANNELS),
  intents,
  outOfScope: z.boolean(),
  card: words,
  note: words.optional(),
});
export type GoldenMessage = z.infer<typeof messageSchema>;

const cardSchema = z.strictObject({
  id: words,
  kind: words.optional(),
  intents,
  who: words,
  channel: z.enum(CHANNELS),
  mood: words.optional(),
  form: words,
  /** English where it is left out. */
  language: words.optional(),
  situation: words,
  trap: words,
});
export type ScenarioCard = z.infer<typeof cardSchema>;

/**
 * Reads the messages of one part.
 * @throws {Error} naming file and line where a line is not JSON or does not match the schema
 */
export function readMessages(part: GoldenPart): readonly GoldenMessage[] {
  const file = path.join(EVALS, 'golden', `${part}.jsonl`);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line, index) => {
    try {
      return messageSchema.parse(JSON.parse(line));
    } catch (error: unknown) {
      throw new Error(`${part}.jsonl, line ${String(index + 1)}`, { cause: error });
    }
  });
}

/** Reads the scenario cards of one part. */
export function readCards(part: GoldenPart): readonly ScenarioCard[] {
  const file = path.join(EVALS, 'cards', `${part}.json`);
  return z.array(cardSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}
