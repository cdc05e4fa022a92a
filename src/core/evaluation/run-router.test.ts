import { describe, expect, it } from 'vitest';
import { ROUTING, TEMPLATES } from '../../../test/support/evaluation/rows.ts';
import type { Classifier } from '../intents/classifier.ts';
import { understandTicket } from '../worker/plan.ts';
import type { DatasetRow } from './dataset.ts';
import { createRouter } from './run-router.ts';

const sure: Classifier = {
  name: 'planted',
  classify: ({ safeText }) => {
    if (safeText.includes('explode')) throw new Error('planted');
    return {
      ranked: [{ intent: 'order_status_tracking', probability: 0.95 }],
      secondary: [],
      language: 'en',
      hasAbstained: false,
    };
  },
};
const messageOf = (text: string, id = text): DatasetRow => ({
  id,
  text,
  channel: 'email',
  labels: null,
});
const routerOf = (classifier: Classifier) =>
  createRouter({ classifier, routing: ROUTING, templates: TEMPLATES });

describe('R8.2 the router under evaluation', () => {
  it('is the function of the worker: what it understands is what is predicted', () => {
    const router = routerOf(sure);
    for (const text of [
      'where is my parcel with the blue shoes',
      'my lawyer will sue you',
      '',
      'hm',
    ]) {
      const { understanding } = understandTicket({ subject: null, text }, 'email', {
        classifier: sure,
        routing: ROUTING,
      });
      const { prediction } = router.evaluate(messageOf(text, `id-${text}`));

      expect(prediction).toMatchObject({
        intent: understanding.primary,
        secondary: understanding.secondary,
        confidence: understanding.confidence,
        abstained: understanding.abstained,
      });
      expect(prediction?.tier === 0).toBe(understanding.isTierZero);
    }
  });

  it('I8 is screened: a classifier that is sure of something else hides no threat', () => {
    const { prediction } = routerOf(sure).evaluate(
      messageOf('where is it? I will call my lawyer and sue you'),
    );

    expect(prediction).toMatchObject({ intent: 'legal_threat', tier: 0, tier0: ['legal_threat'] });
  });

  it('incident 24 says how often it was asked, and that it threw', () => {
    const router = routerOf(sure);
    const [, broken] = ['where is my parcel', 'explode', 'and now'].map((text) =>
      router.evaluate(messageOf(text)),
    );

    expect(broken).toMatchObject({ prediction: null, invalid: 'classifier-failed' });
    expect(router.ran()).toEqual({ name: 'planted', calls: 3, errors: 1 });
  });

  it('D10 keeps no text of a message', () => {
    const found = routerOf(sure).evaluate(messageOf('a very private canary', 'm1'));

    expect(JSON.stringify(found)).not.toContain('canary');
  });
});
