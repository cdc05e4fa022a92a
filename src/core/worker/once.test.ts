import { describe, expect, it } from 'vitest';
import type { EffectRowState } from './effect-store.ts';
import { nextStep } from './once.ts';

type Step = ReturnType<typeof nextStep>;

/** By state: for the message that is newest now, and for one that is not any more. */
const STEPS: Readonly<Record<EffectRowState, readonly [newest: Step, older: Step]>> = {
  intended: ['decide', 'final'],
  unsent: ['decide', 'final'],
  sending: ['look', 'look'],
  confirmed: ['final', 'final'],
  unconfirmed: ['final', 'final'],
  withdrawn: ['final', 'final'],
  refused: ['final', 'final'],
};

describe('I9 the next step about an effect', () => {
  it.each(Object.entries(STEPS))('%s: %j', (state, [newest, older]) => {
    const row = { state: state as EffectRowState, messageRef: 'm_1' };

    expect(nextStep(row, { newestMessageRef: 'm_1' })).toBe(newest);
    expect(nextStep(row, { newestMessageRef: 'm_2' })).toBe(older);
    expect(nextStep(row, { newestMessageRef: null })).toBe(older);
  });

  it('decides where nothing was begun', () => {
    expect(nextStep(null, { newestMessageRef: 'm_1' })).toBe('decide');
  });
});
