import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import expectedIntents from '../../samples/expected-intents.json' with { type: 'json' };
import { INTENT_IDS, TIER_ZERO_INTENTS } from '../../src/core/intents/taxonomy.ts';
import { CHANNELS } from '../../src/core/tickets/ticket.ts';
import { parseTicketFile } from '../../src/core/tickets/ticket-file.ts';

/** Stricter than the format itself: readable ids that are always there, and no key that would be ignored. */
const lineSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{3,40}$/),
  channel: z.enum(CHANNELS),
  text: z.string(),
  email: z.email().optional(),
  phone: z.string().optional(),
  tags: z.array(z.string()).optional(),
  subject: z.string().optional(),
  status: z.enum(['open', 'closed']).optional(),
  comments: z
    .array(
      z.strictObject({
        author: z.enum(['customer', 'operator', 'bot']),
        text: z.string(),
        minutesAgo: z.number().min(0).optional(),
      }),
    )
    .optional(),
});
type Line = z.infer<typeof lineSchema>;

function readSample(name: string): string {
  return readFileSync(new URL(`../../samples/${name}`, import.meta.url), 'utf8');
}

function readLines(name: string): Line[] {
  return readSample(name)
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

const sample = readLines('tickets.jsonl');
const testOnly = readLines('tickets-test-only.jsonl');
const everything = [...sample, ...testOnly];

function textsOf(lines: readonly Line[]): string[] {
  return lines.flatMap((line) => [line.text, ...(line.comments ?? []).map((each) => each.text)]);
}

function threeGramsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(2).map((_, index) => words.slice(index, index + 3).join(' ')));
}

/** The part of the smaller text's word 3-grams that the other one has as well; 0 for texts under 3 words. */
function sharedPart(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const smaller = Math.min(one.size, other.size);
  return smaller === 0 ? 0 : [...one].filter((gram) => other.has(gram)).length / smaller;
}

function pairsAlike(texts: readonly string[]): string[] {
  const grams = texts.map(threeGramsOf);
  return grams.flatMap((one, first) =>
    grams
      .slice(first + 1)
      .flatMap((other, offset) =>
        sharedPart(one, other) > 0.5 ? [`${texts[first]} | ${texts[first + 1 + offset]}`] : [],
      ),
  );
}

function newestAuthor(line: Line): 'customer' | 'operator' | 'bot' {
  const after = (line.comments ?? []).filter((comment) => comment.minutesAgo === 0);
  return after.at(-1)?.author ?? 'customer';
}

function countWhere(isCounted: (line: Line) => boolean): number {
  return sample.filter(isCounted).length;
}

const intentOf: ReadonlyMap<string, string> = new Map(Object.entries(expectedIntents));

describe('the bundled sample', () => {
  it('has at least 90 tickets with ids of their own', () => {
    expect(sample.length).toBeGreaterThanOrEqual(90);
    expect(new Set(everything.map((line) => line.id)).size).toBe(everything.length);
  });

  it.each(['tickets.jsonl', 'tickets-test-only.jsonl'])('is read without a problem: %s', (name) => {
    const file = parseTicketFile(readSample(name));

    expect(file.problems).toEqual([]);
    expect(file.tickets).toHaveLength(readLines(name).length);
  });

  it('has no two texts that share more than half of their word 3-grams', () => {
    expect(pairsAlike(textsOf(everything))).toEqual([]);
  });

  it('finds two texts that are alike, so that the test above can fail', () => {
    const near = [
      'where is my blue lamp now',
      'so, where is my blue lamp?',
      'a third one that differs',
    ];

    expect(pairsAlike(near)).toEqual([`${near[0]} | ${near[1]}`]);
  });

  it('comes from every channel', () => {
    expect([...new Set(sample.map((line) => line.channel))].sort()).toEqual([...CHANNELS].sort());
  });

  it('names the intended intent of every ticket and of nothing else', () => {
    expect([...intentOf.keys()].sort()).toEqual(sample.map((line) => line.id).sort());
  });

  it.each(INTENT_IDS)('has %s at least twice', (intent) => {
    const least = TIER_ZERO_INTENTS.some((each) => each === intent) ? 3 : 2;

    expect(countWhere((line) => intentOf.get(line.id) === intent)).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ['closed tickets', (line: Line) => line.status === 'closed', 3],
    [
      'tickets that an operator answered last',
      (line: Line) => newestAuthor(line) === 'operator',
      3,
    ],
    [
      'follow-ups after an automatic reply',
      (line: Line) => (line.comments ?? []).some((comment) => comment.author === 'bot'),
      3,
    ],
    ['messages without text', (line: Line) => line.text === '', 3],
    ['very long messages', (line: Line) => line.text.length > 2_000, 1],
    ['quoted history', (line: Line) => /^(>|-----Original)/m.test(line.text), 2],
    ['messages without a letter', (line: Line) => line.text !== '' && !/\p{L}/u.test(line.text), 1],
    ['injection attempts', (line: Line) => line.id.startsWith('inject-'), 4],
    ['other languages', (line: Line) => /^(es|fr|de|it|pt|nl|ja)-/.test(line.id), 10],
  ])('has %s', (_what, isCounted, least) => {
    expect(countWhere(isCounted)).toBeGreaterThanOrEqual(least);
  });

  it.each(['es', 'fr', 'de', 'it', 'pt'])('speaks %s', (language) => {
    expect(countWhere((line) => line.id.startsWith(`${language}-`))).toBeGreaterThanOrEqual(2);
  });

  it('holds addresses and phone numbers that belong to nobody', () => {
    const whole = JSON.stringify(everything);
    const addresses = whole.match(/[\w.+-]+@[\w.-]+/g) ?? [];
    const phones = whole.match(/\+?1? ?\d{3} \d{3} \d{4}/g) ?? [];

    expect(
      addresses.filter((each) => !/@(example\.(com|org)|[\w.-]+\.invalid)$/.test(each)),
    ).toEqual([]);
    expect(phones.length).toBeGreaterThan(2);
    expect(phones.filter((each) => !/ 555 01\d{2}$/.test(each))).toEqual([]);
  });
});

describe('R6.2 the sample for the scope test-only', () => {
  it('has 12 tickets, none with exactly the tag of test tickets', () => {
    expect(testOnly).toHaveLength(12);
    expect(testOnly.filter((line) => line.tags?.includes('mw-test'))).toEqual([]);
  });

  it('has look-alike tags and tickets without tags', () => {
    const looks = testOnly.filter((line) => line.tags?.some((tag) => tag !== 'mw-test') ?? false);

    expect(looks.flatMap((line) => line.tags)).toEqual(
      expect.arrayContaining(['MW-TEST', 'mw-test ', 'mw-tests', 'mw_test']),
    );
    expect(testOnly.length - looks.length).toBeGreaterThanOrEqual(3);
  });
});
