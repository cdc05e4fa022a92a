import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Classifier, ClassifierInput } from '../intents/classifier.ts';
import { routingConfigSchema } from '../intents/routing-config.ts';
import { understandTicket } from './plan.ts';

const routing = routingConfigSchema.parse(
  JSON.parse(readFileSync(new URL('../../../config/routing.json', import.meta.url), 'utf8')),
);

function createListeningClassifier() {
  const heard: ClassifierInput[] = [];
  const classifier: Classifier = {
    name: 'listening',
    classify: (input) => {
      heard.push(input);
      return {
        ranked: [{ intent: 'refund_request', probability: 1 }],
        secondary: [],
        language: 'en',
        hasAbstained: false,
      };
    },
  };
  return { heard, classifier };
}

describe('understanding a message', () => {
  it('D10 R8.3 shows a classifier no address, number or link, and lets no text out', () => {
    const { heard, classifier } = createListeningClassifier();
    const secrets = ['ada@example.com', '555-0142', 'https://shop.example/track?id=77', '#10042'];

    const understood = understandTicket(
      { subject: 'Refund for ada@example.com', text: `I want a refund. ${secrets.join(' and ')}` },
      'email',
      { classifier, routing },
    );

    expect(heard).toHaveLength(1);
    for (const secret of secrets) expect(heard[0]?.safeText).not.toContain(secret);
    expect(JSON.stringify(understood)).not.toContain('example');
  });

  it('I6 I8 a classifier that is sure of something else cannot overrule a Tier 0 sign', () => {
    const { classifier } = createListeningClassifier();

    const { understanding } = understandTicket(
      { subject: null, text: 'I will file a chargeback with my bank.' },
      'email',
      { classifier, routing },
    );

    expect(understanding).toMatchObject({ primary: 'chargeback_dispute', isTierZero: true });
  });

  it.each([
    { subject: 'Expect a letter from my lawyer', text: 'See above.' },
    {
      subject: null,
      text: 'Thanks.\n\nOn Monday you wrote:\n> and I answered that I will sue you',
    },
  ])('I6 reads the subject and what stands below a quote: %j', (written) => {
    const { classifier } = createListeningClassifier();

    expect(
      understandTicket(written, 'email', { classifier, routing }).understanding.isTierZero,
    ).toBe(true);
  });

  it('a picture without a word is only a picture, whatever the subject says', () => {
    const { classifier } = createListeningClassifier();

    expect(
      understandTicket({ subject: 'Where is my order?', text: '' }, 'email', {
        classifier,
        routing,
      }).isAttachmentOnly,
    ).toBe(true);
  });
});
