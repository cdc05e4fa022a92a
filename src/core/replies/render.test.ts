import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import rawTemplates from '../../../config/templates.json' with { type: 'json' };
import { type RenderedReply, renderReply, type TemplateVariables } from './render.ts';
import { type TemplateVariable, templatesConfigSchema } from './template-config.ts';
import { TEMPLATE_IDS, type TemplateId } from './template-ids.ts';

const config = templatesConfigSchema.parse(rawTemplates);

const VALUES = {
  first_name: 'Anna',
  order_id: '#1001',
  order_status: 'Confirmed',
  fulfillment_status: 'On its way',
  order_status_url: 'https://shop.example.com/orders/abc',
  shipping_bucket: 'Standard',
  eta_remaining_human: '1–3 business days',
  tracking: [{ company: 'UPS', number: '1Z999AA10123456784' }],
} satisfies Record<TemplateVariable, unknown>;

function bodyOf(reply: RenderedReply): string {
  if (reply.outcome === 'not-rendered') throw new Error(`${reply.code} ${reply.missing.join()}`);
  return reply.body.reveal();
}

function render(
  templateId: string,
  variables: TemplateVariables,
  channelClass: 'email' | 'livechat' | 'social' = 'email',
): RenderedReply {
  return renderReply({ config, templateId, channelClass, variables });
}

function requiredValues(id: TemplateId): TemplateVariables {
  return Object.fromEntries(config.templates[id].required.map((name) => [name, VALUES[name]]));
}

const EVERY = TEMPLATE_IDS.flatMap((id) =>
  (['email', 'livechat'] as const).map((channelClass) => ({ id, channelClass })),
);

/** Wording that binds the shop to something, or names a date. */
const PROMISES =
  /\b(guarantee|promise|(we|i) (will|can|shall) (refund|cancel|replace|change|send|ship|credit)|we'll|i'll (refund|cancel|send)|you(r refund)? will (get|receive)|has been (refunded|cancell?ed|changed)|today|tomorrow|tonight|within \d|hours?|free of charge|compensat\w*|full refund|asap|immediately|right away)\b/i;

describe.each(EVERY)('renderReply $id for $channelClass', ({ id, channelClass }) => {
  const required = requiredValues(id);
  const withAll = Object.fromEntries(
    [...config.templates[id].required, ...config.templates[id].optional].map((name) => [
      name,
      VALUES[name],
    ]),
  );

  it.each([
    ['required values only', required],
    ['all values', withAll],
  ])('reads well with %s', (_name, variables) => {
    const body = bodyOf(render(id, variables, channelClass));

    expect(body).not.toMatch(/\{\{|\}\}|&[a-z#0-9]+;/);
    expect(body).not.toMatch(/ {2}|\n{3}| \n|\n | [,.!?]|^\s|\s$/);
    expect(body).not.toMatch(/undefined|null|None|\[\]/);
    expect(body.endsWith(`\n\n${config.signature}`)).toBe(channelClass === 'email');
  });

  it('promises nothing and names a way to a person', () => {
    const body = bodyOf(render(id, required, channelClass));

    expect(body).not.toMatch(PROMISES);
    expect(body).toMatch(/teammate|a person|member of our team|the people who/);
    expect(body.length).toBeLessThan(900);
  });

  it('greets by name, and without one leaves no gap', () => {
    const named = bodyOf(render(id, { ...required, first_name: 'Zoë' }, channelClass));
    const unnamed = bodyOf(render(id, required, channelClass));

    expect(named).toMatch(/^Hi Zoë[,!]/);
    expect(unnamed).toMatch(/^Hi there[,!]/);
  });

  it('incident 17: renders nothing while a required value is missing', () => {
    for (const name of config.templates[id].required) {
      for (const absent of [
        undefined,
        null,
        '',
        '  ',
        'None',
        'null',
        'undefined',
        '[]',
        [],
        {},
        Number.NaN,
      ]) {
        expect(render(id, { ...required, [name]: absent }, channelClass)).toEqual({
          outcome: 'not-rendered',
          code: 'TEMPLATE_VARIABLE_MISSING',
          missing: [name],
        });
      }
    }
  });
});

describe('renderReply', () => {
  it('recognises promises, so that the test above can fail', () => {
    for (const text of [
      'We will refund you',
      'it arrives tomorrow',
      'within 3 days',
      'we guarantee',
    ]) {
      expect(text).toMatch(PROMISES);
    }
  });

  it('refuses an unknown template, inherited names included', () => {
    for (const id of ['t_refund_now', 'constructor', '__proto__', '']) {
      expect(render(id, {})).toMatchObject({ outcome: 'not-rendered', code: 'TEMPLATE_UNKNOWN' });
    }
  });

  it('never prints the body by accident', () => {
    const reply = render('t_damaged_item_intake', { first_name: 'Anna' });

    expect(JSON.stringify(reply)).not.toContain('Anna');
  });

  it('uses the signed variant for every channel but live chat', () => {
    expect(bodyOf(render('t_damaged_item_intake', {}, 'social'))).toContain(config.signature);
  });

  it('says how to reopen what it closes', () => {
    const id = 't_order_eta_no_tracking_verified';

    expect(config.templates[id].closesTicket).toBe(true);
    for (const channelClass of ['email', 'livechat'] as const) {
      expect(bodyOf(render(id, requiredValues(id), channelClass))).toMatch(/reply .*reopens it/);
    }
  });

  it('shows nothing that the template does not declare', () => {
    const body = bodyOf(render('t_order_status_ask_order_number', VALUES));

    expect(body).not.toMatch(/1001|1Z999|Confirmed|UPS/);
  });

  it.each([
    ['a link', 'Visit https://evil.example now'],
    ['a tag', '{{order_id}}'],
    ['markup', '<b>Anna</b>'],
    ['digits', 'Anna 0800 555 0100'],
    ['31 letters', 'A'.repeat(31)],
    ['a placeholder', 'None'],
    ['an object', { name: 'Anna' }],
  ])('leaves out a first name that is %s', (_what, first_name) => {
    expect(bodyOf(render('t_damaged_item_intake', { first_name }))).toMatch(/^Hi there,/);
  });

  it('keeps real names', () => {
    for (const name of ["O'Neil", 'Jean-Luc', 'Ümit', '美咲', 'Mary Ann']) {
      expect(bodyOf(render('t_damaged_item_intake', { first_name: ` ${name} ` }))).toContain(
        `Hi ${name},`,
      );
    }
  });

  it('keeps Mustache tags inside a value as plain text', () => {
    const body = bodyOf(
      render('t_order_status_verified', {
        order_id: '#1001',
        order_status: '{{signature}} {{#tracking}} & <b>',
      }),
    );

    expect(body).toContain('Status: {{signature}} {{#tracking}} & <b>\n');
  });

  it('takes control, bidi and zero-width characters out of a value', () => {
    const order_status = 'Con\u202efirmed\u200b\r\n\u0007Pay here\u2028';

    const body = bodyOf(render('t_order_status_verified', { order_id: 1001, order_status }));

    expect(body).toContain('Status: Confirmed Pay here\n');
    expect(body).toContain('order 1001.');
  });
});

describe('renderReply with values past their bounds', () => {
  const base = requiredValues('t_order_status_verified');

  it.each([
    ['a text over its cap', { order_status: 'A'.repeat(121) }],
    ['a text that mail programs make a link of', { order_status: 'see evil.example' }],
    ['an order number that reads as a host', { order_id: 'evil.example' }],
    ['an order number that is a sentence', { order_id: '#1001, please pay: here' }],
    ['an order number over its cap', { order_id: '1'.repeat(62) }],
    ['a fraction', { order_id: 10.5 }],
  ])('treats %s as missing', (_what, change) => {
    expect(render('t_order_status_verified', { ...base, ...change })).toMatchObject({
      code: 'TEMPLATE_VARIABLE_MISSING',
      missing: Object.keys(change),
    });
  });

  it('shows a text of exactly its cap', () => {
    const order_status = 'A'.repeat(120);

    expect(bodyOf(render('t_order_status_verified', { ...base, order_status }))).toContain(
      order_status,
    );
  });

  it('leaves out a link that is too long and a list that is no order', () => {
    const order_status_url = `https://shop.example.com/${'a'.repeat(480)}`;
    const tracking = Array.from({ length: 21 }, (_, index) => ({ number: `P${index}` }));

    const body = bodyOf(render('t_order_status_verified', { ...base, order_status_url, tracking }));

    expect(body).not.toMatch(/https|Parcel/);
  });
});

describe('incident 10: tracking in any shape', () => {
  const base = requiredValues('t_order_status_verified');

  it.each([[[]], [{}], ['1Z999'], [5], [null], ['[]'], [[null, 7, 'x', {}, { number: '[]' }]]])(
    'leaves out %j',
    (tracking) => {
      const body = bodyOf(render('t_order_status_verified', { ...base, tracking }));

      expect(body).not.toMatch(/Parcel|\[\]|object/);
    },
  );

  it('incident 11: shows every parcel, in order', () => {
    const tracking = [
      { company: 'None', number: 'A1' },
      { number: 'None' },
      { company: 'FedEx', number: 'B2', url: 'https://www.fedex.com/track?n=B2' },
    ];

    const body = bodyOf(render('t_order_status_verified', { ...base, tracking }));

    expect(body).toContain(
      'Parcel: tracking number A1\nParcel: FedEx, tracking number B2\nFollow it here: https://www.fedex.com/track?n=B2\n',
    );
  });

  it.each([
    'http://www.fedex.com/track',
    'https://fedex.com.evil.example/track',
    'https://www.fedex.com@evil.example/',
    'https://www.fedex.com:8443/',
    'https://www.fedex.com\\@evil.example',
    'https://evil.example/#www.fedex.com',
    'https://www.fedex.com/ https://evil.example',
    'javascript:alert(1)',
    'https://WWW.FEDEX.COM/track',
  ])('leaves out the link %s', (url) => {
    const body = bodyOf(
      render('t_order_status_verified', {
        ...base,
        order_status_url: url,
        tracking: [{ number: 'B2', url }],
      }),
    );

    expect(body).toContain('tracking number B2');
    expect(body).not.toMatch(/https?:|evil|Follow|Order page/);
  });
});

describe('renderReply for any value', () => {
  const anyValue = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 150 }),
    fc.constantFrom('None', '\u202eabc', 'a\nb', '{{{x}}}', 'https://evil.example/x', '[]'),
    fc.anything(),
  );

  it('shows no control, bidi or separator characters and no foreign link', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, anyValue, (first_name, order_id, status, link) => {
        const reply = render('t_order_status_verified', {
          first_name,
          order_id,
          order_status: status,
          order_status_url: link,
          tracking: [{ company: status, number: order_id, url: link }],
        });
        if (reply.outcome === 'not-rendered') return;

        const body = reply.body.reveal();
        expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(body).not.toMatch(/evil|:\/\//);
      }),
    );
  });

  it('shows every required value as it is when it is fit', () => {
    const code = fc
      .stringMatching(/^#?[A-Z0-9]{1,20}$/)
      .filter((value) => !/^#?(N(UL|I)L|NONE|NAN|UNDEFINED)$/.test(value));

    fc.assert(
      fc.property(code, fc.constantFrom('Paid', 'In progress'), (order_id, order_status) => {
        const body = bodyOf(render('t_order_status_verified', { order_id, order_status }));

        expect(body).toContain(`order ${order_id}.`);
        expect(body).toContain(`Status: ${order_status}\n`);
      }),
    );
  });
});
