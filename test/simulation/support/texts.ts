import type { Chance } from './seeded-chance.ts';

export const RETURN_TEXT = 'I would like to return the shoes that I bought.';

/** Most of them are answered, the return with a close after it; the others are routed only. */
const TEXTS = [
  'Where is my order? I bought it two weeks ago.',
  'Where is my order? I bought it two weeks ago.',
  RETURN_TEXT,
  RETURN_TEXT,
  RETURN_TEXT,
  'Please cancel my order.',
  'My lawyer will hear about this, you thieves.',
  'Please call me back.',
  'thanks',
] as const;

export function drawText(chance: Chance): string {
  return chance.pick(TEXTS);
}
