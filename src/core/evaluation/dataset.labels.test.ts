import { describe, expect, it } from 'vitest';
import { labelled, OUT_OF_SCOPE_LABELS, ROUTING } from '../../../test/support/evaluation/rows.ts';
import { expectedPrimary, forbidsTierTwo, topLabels } from './dataset.ts';

/** A configuration that calls a threat unimportant. */
const careless = structuredClone(ROUTING);
careless.intents.fraud_suspected.priority = 7;

describe('R8.2 labels', () => {
  it('I6 put Tier 0 first and forbid order facts, whatever priority a configuration gives it', () => {
    const labels = labelled('cancel_order', 'fraud_suspected');

    expect(topLabels(labels, careless)).toEqual(['fraud_suspected']);
    expect(forbidsTierTwo(labelled('fraud_suspected'), careless)).toBe(true);
  });

  it('expect the predicted one of equals, else the first, else nothing', () => {
    const equals = labelled('damaged_item', 'wrong_item_received', 'return_request');

    expect(expectedPrimary(equals, 'wrong_item_received', ROUTING)).toBe('wrong_item_received');
    expect(expectedPrimary(equals, 'return_request', ROUTING)).toBe('damaged_item');
    expect(expectedPrimary(equals, null, ROUTING)).toBe('damaged_item');
    expect(expectedPrimary(OUT_OF_SCOPE_LABELS, 'return_request', ROUTING)).toBeNull();
  });
});
