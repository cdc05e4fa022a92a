import { describe, expect, it } from 'vitest';
import rawTemplates from '../../../config/templates.json' with { type: 'json' };
import { templatesConfigSchema } from './template-config.ts';
import { TEMPLATE_IDS, type TemplateId } from './template-ids.ts';

const GREETING = 'Hi{{#first_name}} {{first_name}}{{/first_name}}.';

interface Change {
  readonly id?: TemplateId;
  readonly tier?: number;
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  readonly closesTicket?: boolean;
  readonly lines?: readonly string[];
  readonly livechat?: readonly string[];
}

/** The shipped file with one template replaced; a plain valid one unless the change says otherwise. */
function parseWith(change: Change) {
  const lines = change.lines ?? [GREETING];
  const template = {
    tier: change.tier ?? 1,
    required: change.required ?? [],
    optional: change.optional ?? ['first_name'],
    closesTicket: change.closesTicket ?? false,
    variants: { default: [...lines, '{{signature}}'], livechat: change.livechat ?? lines },
  };
  return templatesConfigSchema.safeParse({
    ...rawTemplates,
    templates: {
      ...rawTemplates.templates,
      [change.id ?? 't_damaged_item_intake']: template,
    },
  });
}

function messagesOf(change: Change): string {
  const result = parseWith(change);
  return result.success ? '' : result.error.issues.map((issue) => issue.message).join('; ');
}

describe('templatesConfigSchema', () => {
  it('accepts the shipped file and a plain template', () => {
    expect(templatesConfigSchema.safeParse(rawTemplates).success).toBe(true);
    expect(messagesOf({})).toBe('');
  });

  it.each([
    ['a triple mustache', '{{{first_name}}}', /kind "&"/],
    ['an unescaped tag', '{{& first_name}}', /kind "&"/],
    ['a partial', '{{> footer}}', /kind ">"/],
    ['a comment', '{{! hello }}', /kind "!"/],
    ['other delimiters', '{{=<% %>=}}', /kind "="/],
    ['an unknown variable', '{{card_number}}', /card_number is not declared/],
    ['an inherited name', '{{constructor}}', /constructor is not declared/],
    ['an undeclared variable', '{{order_id}}', /order_id is not declared/],
    ['a dotted path', '{{first_name.length}}', /first_name.length is not declared/],
    ['the implicit item', '{{.}}', /\. is not declared/],
    ['an unclosed section', '{{#first_name}}', /not balanced/],
    ['a section closed by another', '{{#first_name}}x{{/order_id}}', /not balanced/],
    ['a plain http link', 'See http://shop.example.com', /must be https/],
    ['an optional variable in the open', 'Hi {{first_name}}', /would leave a gap/],
    [
      'an optional variable where it is missing',
      '{{^first_name}}{{first_name}}{{/first_name}}',
      /gap/,
    ],
  ])('refuses %s', (_what, line, expected) => {
    expect(messagesOf({ lines: [GREETING, line] })).toMatch(expected);
  });

  it('refuses a required variable that is not used, or only inside a section', () => {
    const tier2 = { id: 't_shipping_delay_verified', tier: 2, required: ['order_id'] } as const;

    expect(messagesOf({ ...tier2 })).toMatch(/required variable order_id is not used/);
    expect(messagesOf({ ...tier2, lines: ['{{#first_name}}{{order_id}}{{/first_name}}'] })).toMatch(
      /required variable order_id is not used/,
    );
    expect(messagesOf({ ...tier2, lines: [GREETING, '{{order_id}}'] })).toBe('');
  });

  it('refuses a carrier or link of a parcel outside its own section', () => {
    const tier2 = { id: 't_order_status_verified', tier: 2, optional: ['tracking'] } as const;

    expect(
      messagesOf({ ...tier2, lines: ['{{#tracking}}{{company}} {{number}}{{/tracking}}'] }),
    ).toMatch(/optional company stands outside/);
    expect(
      messagesOf({
        ...tier2,
        lines: ['{{#tracking}}{{#company}}{{company}} {{/company}}{{number}}{{/tracking}}'],
      }),
    ).toBe('');
    expect(messagesOf({ ...tier2, lines: ['{{number}}'] })).toMatch(/number is not declared/);
  });

  it('refuses a signature inside a section', () => {
    const lines = ['{{#first_name}}{{signature}}{{/first_name}}'];

    expect(messagesOf({ lines, livechat: [GREETING] })).toMatch(/signature stands inside/);
  });

  it('R7.2 refuses order facts outside Tier 2', () => {
    const facts = { required: ['order_id'], lines: [GREETING, '{{order_id}}'] };

    expect(messagesOf({ ...facts, tier: 1 })).toMatch(/Tier 2 only/);
    expect(messagesOf({ ...facts, tier: 2 })).toBe('');
  });

  it('I6 refuses another tier for what is never automated', () => {
    expect(messagesOf({ id: 't_fraud_ack', tier: 1 })).toMatch(/its tier is 0/);
    expect(messagesOf({ id: 't_unknown_ack', tier: 1 })).toMatch(/its tier is 0/);
  });

  it('D4 lets one template only close a ticket', () => {
    expect(messagesOf({ closesTicket: true })).toMatch(/may close a ticket/);
    expect(
      messagesOf({ id: 't_order_eta_no_tracking_verified', tier: 2, closesTicket: true }),
    ).toBe('');
  });

  it('refuses an unsigned e-mail, a signed chat and a variable declared twice', () => {
    expect(messagesOf({ livechat: [GREETING, '{{ signature }}'] })).toMatch(/unsigned/);
    expect(messagesOf({ required: ['first_name'], lines: ['{{first_name}}'] })).toMatch(/twice/);
    const unsigned = structuredClone(rawTemplates);
    unsigned.templates.t_fraud_ack.variants.default.pop();
    expect(templatesConfigSchema.safeParse(unsigned).success).toBe(false);
  });

  it('refuses a file that lacks a template, a variant or has a key too many', () => {
    const { t_fraud_ack: fraud, ...others } = rawTemplates.templates;
    const { livechat: _livechat, ...variants } = fraud.variants;
    const parse = (templates: unknown) =>
      templatesConfigSchema.safeParse({ ...rawTemplates, templates }).success;

    expect(parse(others)).toBe(false);
    expect(parse({ ...others, t_fraud_ack: { ...fraud, variants } })).toBe(false);
    expect(parse({ ...others, t_fraud_ack: fraud, t_refund_now: fraud })).toBe(false);
    expect(parse({ ...others, t_fraud_ack: fraud })).toBe(true);
  });

  it('refuses a link host that is no bare host name', () => {
    const parse = (host: string) =>
      templatesConfigSchema.safeParse({ ...rawTemplates, allowedLinkHosts: [host] }).success;

    expect(
      ['https://a.example', '*.example.com', 'a.example:444', 'A.example', ''].map(parse),
    ).toEqual([false, false, false, false, false]);
    expect(parse('track.example.com')).toBe(true);
  });

  it('holds all 24 templates', () => {
    expect(Object.keys(rawTemplates.templates).sort()).toEqual([...TEMPLATE_IDS].sort());
    expect(TEMPLATE_IDS).toHaveLength(24);
  });
});
