import { describe, expect, it } from 'vitest';
import { ROUTING, TEMPLATES } from '../../../test/support/evaluation/rows.ts';
import type { Understanding } from '../intents/understand.ts';
import { plan } from '../worker/plan.ts';
import { assertGateIsOpen, tierBoundOf } from './tier-bound.ts';

function boundOf(
  change: Partial<Understanding>,
  verifierAgrees = true,
  channel: Parameters<typeof tierBoundOf>[1] = 'email',
) {
  const understanding: Understanding = {
    primary: 'order_status_tracking',
    secondary: [],
    confidence: 0.95,
    isTierZero: false,
    hasHigherIntent: false,
    band: 'route',
    language: 'en',
    abstained: false,
    ...change,
  };
  const planned = plan({
    understood: { understanding, isAttachmentOnly: false, verifierAgrees },
    channel,
    requesterName: null,
    isFollowUp: false,
    routing: ROUTING,
    templates: TEMPLATES,
  });
  return tierBoundOf(planned, channel, ROUTING);
}

describe('R8.2 the most that could become of a message', () => {
  it('is order facts only above the threshold, with a verifier that agrees and no more urgent intent', () => {
    expect(boundOf({})).toBe(2);
    expect(boundOf({ confidence: 0.85 })).toBe(2);
    expect(boundOf({ confidence: 0.8499 })).toBe(1);
    expect(boundOf({}, false)).toBe(1);
    expect(boundOf({ hasHigherIntent: true })).toBe(1);
  });

  it('incident 33 is people alone below the threshold of a reply', () => {
    expect(boundOf({ confidence: 0.7 }, false)).toBe(1);
    expect(boundOf({ confidence: 0.6999 }, false)).toBe('route');
  });

  it('is people alone where there is no template or no automation', () => {
    expect(boundOf({ primary: 'phone_support_request' }, false)).toBe('route');
    expect(boundOf({}, true, 'facebook')).toBe('route');
    expect(boundOf({}, true, 'livechat')).toBe(2);
  });

  it('I6 is 0 for a Tier 0 message, whatever else is said of it', () => {
    expect(boundOf({ primary: 'legal_threat', isTierZero: true, hasHigherIntent: true })).toBe(0);
  });

  it('incident 24 is refused to be measured by a gate that lets nothing through', () => {
    const closed = structuredClone(ROUTING);
    closed.thresholds.tier2Reply = 2;

    expect(() => assertGateIsOpen(ROUTING)).not.toThrow();
    expect(() => assertGateIsOpen(closed)).toThrow(
      expect.objectContaining({ code: 'EVALUATION_GATE_CLOSED' }),
    );
  });
});
