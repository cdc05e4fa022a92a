import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Sensitive } from './sensitive.ts';

const CANARY = 'canary-7f3a@example.test';

describe('Sensitive (D10, incident 8)', () => {
  const value = new Sensitive(CANARY);

  it('prints as [redacted] in templates, JSON, inspect and concatenation', () => {
    const error = new Error(`could not read ${value}`);
    const shown = [
      String(value),
      `${value}`,
      JSON.stringify({ value, list: [value] }),
      inspect({ value }, { depth: 9, showHidden: true }),
      inspect(new Map([[1, value]])),
      ['', value].join(''),
      error.stack ?? '',
    ].join('\n');
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain('canary');
  });

  it('has no property that holds the value', () => {
    expect(Object.keys(value)).toEqual([]);
    expect(Reflect.ownKeys(value)).toEqual([]);
    expect(JSON.stringify({ ...value })).toBe('{}');
  });

  it('gives the value to reveal only, and stays sensitive through map', () => {
    const mapped = value.map((text) => text.toUpperCase());
    expect(value.reveal()).toBe(CANARY);
    expect(mapped.reveal()).toBe(CANARY.toUpperCase());
    expect(String(mapped)).toBe('[redacted]');
  });
});
