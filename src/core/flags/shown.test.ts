import { describe, expect, it } from 'vitest';
import { shownReading } from './shown.ts';

const raw = (text: string) => ({ state: 'raw', raw: text, readAtMs: 1 }) as const;

describe('R2.3 what is shown of a flag', () => {
  it.each([
    ['safe_mode', raw('true'), 'true'],
    ['automation_channels', raw('email,livechat'), 'email,livechat'],
    ['safe_mode', raw('sk-canary-pasted-by-mistake'), 'invalid'],
    ['automation_channels', raw('canary'), 'invalid'],
    ['safe_mode', { state: 'missing', readAtMs: 1 }, 'missing'],
    ['safe_mode', { state: 'unreadable', readAtMs: 1 }, 'unreadable'],
    ['safe_mode', undefined, 'missing'],
  ] as const)('of %s %j is %s', (flag, reading, shown) => {
    expect(shownReading(flag, reading)).toBe(shown);
  });
});
