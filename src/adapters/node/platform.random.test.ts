import { describe, expect, it } from 'vitest';
import { createNodeRandom } from './platform.ts';

const DRAWS = 20_000;

describe('createNodeRandom', () => {
  const random = createNodeRandom();

  it('gives ids of 26 lower-case letters and digits, never one twice', () => {
    const ids = Array.from({ length: DRAWS }, () => random.id());

    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{26}$/);
    expect(new Set(ids).size).toBe(DRAWS);
  });

  it('begins with the time, so that ids of one millisecond after another are in order', () => {
    const before = Date.now();
    const id = random.id();

    const atMs = Number.parseInt(id.slice(0, 9), 36);
    expect(atMs).toBeGreaterThanOrEqual(before);
    expect(atMs).toBeLessThanOrEqual(Date.now());
  });

  it('uses all letters and digits alike behind the time', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < DRAWS; index += 1) {
      for (const letter of random.id().slice(9)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }

    const expected = (DRAWS * 17) / 36;
    expect(counts.size).toBe(36);
    // Eight standard deviations: it fails by chance never, and for a biased alphabet (7 of 256) always.
    for (const count of counts.values()) {
      expect(Math.abs(count - expected)).toBeLessThan(8 * Math.sqrt(expected));
    }
  });

  it('gives numbers from 0 to below 1, spread over all of it', () => {
    const numbers = Array.from({ length: DRAWS }, () => random.next());

    for (const number of numbers) expect(number >= 0 && number < 1).toBe(true);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / DRAWS;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});
