import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routingConfigSchema } from '../intents/routing-config.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { templatesConfigSchema } from '../replies/template-config.ts';
import { type PlanInput, plan } from './plan.ts';

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../config/${file}`, import.meta.url), 'utf8'));
const routing = routingConfigSchema.parse(read('routing.json'));
const templates = templatesConfigSchema.parse(read('templates.json'));

function planOf(
  understanding: Partial<PlanInput['understood']['understanding']>,
  change: Partial<PlanInput> = {},
  isAttachmentOnly = false,
) {
  const understood: PlanInput['understood'] = {
    understanding: {
      primary: 'refund_request',
      secondary: [],
      confidence: 0.9,
      isTierZero: false,
      hasHigherIntent: false,
      band: 'route',
      language: 'en',
      abstained: false,
      ...understanding,
    },
    isAttachmentOnly,
    verifierAgrees: false,
  };
  return plan({
    understood,
    channel: 'email',
    requesterName: null,
    isFollowUp: false,
    routing,
    templates,
    ...change,
  });
}

const routesIn = (tags: readonly string[]) => tags.filter((tag) => tag.startsWith('route-'));

describe('planning', () => {
  it('I6 plans no reply to a Tier 0 message, even if a configuration names a template for it', () => {
    const armed = structuredClone(routing);
    armed.intents.legal_threat.template = 't_refund_request_intake';

    const planned = planOf({ primary: 'legal_threat', isTierZero: true }, { routing: armed });

    expect(planned).toMatchObject({
      reply: null,
      templateId: null,
      tier: 0,
      destination: 'leadership',
    });
  });

  it('incident 23 plans an e-mail for e-mail and a comment for everything else', () => {
    expect(planOf({}).reply?.effect).toBe('reply.send');
    expect(planOf({}, { channel: 'email_from_widget' }).reply?.effect).toBe('reply.send');
    for (const channel of ['livechat', 'tiktok', 'phone', 'other'] as const) {
      expect(planOf({}, { channel }).reply?.effect).toBe('comment.add');
    }
  });

  it('plans no reply to a picture alone, and says so', () => {
    expect(planOf({ primary: 'unknown_other' }, {}, true)).toMatchObject({
      reply: null,
      codes: ['ATTACHMENT_ONLY'],
      tier: null,
    });
  });

  it('sends a follow-up to people under exactly one route tag, and still proposes the reply for the gate to hold', () => {
    const planned = planOf({}, { isFollowUp: true });

    expect(planned.destination).toBe('email-support');
    expect(routesIn(planned.tags)).toEqual(['route-email-support-team']);
    expect(planned.tags).toEqual(
      expect.arrayContaining(['mw-escalated-human', 'mw-skip-followup-after-auto-reply']),
    );
    expect(planned.reply?.templateId).toBe('t_refund_request_intake');
  });

  it('D4 closes nothing in Tier 1', () => {
    const intents = Object.keys(routing.intents) as (keyof typeof routing.intents)[];
    const closing = intents.filter((primary) => planOf({ primary }).reply?.closesTicket === true);

    expect(closing).toEqual([]);
  });

  it('greets by a first name only when it is one', () => {
    const bodyFor = (name: string) =>
      planOf({}, { requesterName: new Sensitive(name) }).reply?.body.reveal();

    expect(bodyFor('Ada')).toContain('Ada');
    expect(bodyFor('<script>')).not.toContain('script');
  });
});
