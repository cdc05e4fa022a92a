import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJobBody, isJsonObject, parseJobBody, parseWebhookEvent } from './webhook-event.ts';

const found = (ticketId: string) => ({ outcome: 'ticket', ticketId });

function parseText(text: string) {
  const parsed: unknown = JSON.parse(text);
  if (!isJsonObject(parsed)) throw new Error('the test wrote no object');
  return parseWebhookEvent(parsed);
}

describe('incident 2, incident 7: the id is found wherever the helpdesk puts it', () => {
  it.each([
    ['ticket_id', '{"ticket_id":"A1"}', 'A1'],
    ['ticket_id as a number', '{"ticket_id":1042}', '1042'],
    ['ticket.id', '{"ticket":{"id":"A1"}}', 'A1'],
    ['ticket.id as a number', '{"ticket":{"id":7}}', '7'],
    ['ticket.ticket_id', '{"ticket":{"ticket_id":"A1"}}', 'A1'],
    ['ticket as a string', '{"ticket":"A1"}', 'A1'],
    ['ticket as a number', '{"ticket":1042}', '1042'],
    ['payload.ticket_id', '{"payload":{"ticket_id":"A1"}}', 'A1'],
    ['payload.ticket.id', '{"payload":{"ticket":{"id":"A1"}}}', 'A1'],
    ['payload.ticket as a string', '{"payload":{"ticket":"A1"}}', 'A1'],
    ['a message id', '{"ticket_id":"<a+b@mail.example>"}', '<a+b@mail.example>'],
    ['two places that agree', '{"ticket_id":"7","ticket":{"id":7}}', '7'],
    ['null beside an id', '{"ticket_id":null,"ticket":{"id":"A1"}}', 'A1'],
    ['zero', '{"ticket_id":0}', '0'],
  ])('reads %s', (_, text, ticketId) => {
    expect(parseText(text)).toEqual(found(ticketId));
  });

  it.each([
    ['an empty object', '{}'],
    ['nulls only', '{"ticket_id":null,"ticket":null,"payload":null}'],
    ['a ticket without id', '{"ticket":{"subject":"x"}}'],
    ['a payload that is text', '{"payload":"ticket_id"}'],
    ['an id in an unknown place', '{"data":{"ticket_id":"A1"}}'],
    ['a prototype key', '{"__proto__":{"ticket_id":"A1"}}'],
    ['a constructor key', '{"constructor":{"prototype":{"ticket_id":"A1"}}}'],
  ])('finds no id in %s', (_, text) => {
    expect(parseText(text)).toEqual({ outcome: 'missing' });
  });

  it.each([
    ['an empty string', '{"ticket_id":""}'],
    ['a dot', '{"ticket_id":"."}'],
    ['two dots', '{"ticket_id":".."}'],
    ['a control character', '{"ticket_id":"a\\u0000b"}'],
    ['a line feed', '{"ticket_id":"a\\nb"}'],
    ['a bidi override', '{"ticket_id":"a\\u202eb"}'],
    ['half a surrogate pair', '{"ticket_id":"a\\ud800"}'],
    ['513 characters', JSON.stringify({ ticket_id: 'x'.repeat(513) })],
    ['a fraction', '{"ticket_id":1.5}'],
    ['a negative number', '{"ticket_id":-1}'],
    ['a number that JSON rounded', '{"ticket_id":9007199254740993}'],
    ['an infinite number', '{"ticket_id":1e400}'],
    ['a boolean', '{"ticket_id":true}'],
    ['a list', '{"ticket_id":["A1"]}'],
    ['an object', '{"ticket_id":{"id":"A1"}}'],
    ['a list as ticket', '{"ticket":[{"id":"A1"}]}'],
    ['a bad id beside a good one', '{"ticket_id":"A1","ticket":{"id":false}}'],
  ])('refuses %s', (_, text) => {
    expect(parseText(text)).toEqual({ outcome: 'invalid' });
  });

  it.each([
    '{"ticket_id":"A1","ticket":{"id":"A2"}}',
    '{"ticket_id":"A1","payload":{"ticket_id":"A2"}}',
    '{"ticket":{"id":"A1","ticket_id":"A2"}}',
    '{"ticket_id":"7","ticket":"07"}',
  ])('refuses to choose between two ids: %s', (text) => {
    expect(parseText(text)).toEqual({ outcome: 'conflict' });
  });
});

it('reads no inherited field', () => {
  const inherited: Record<string, unknown> = Object.create({ ticket_id: 'A1', ticket: 'A1' });

  expect(parseWebhookEvent(inherited)).toEqual({ outcome: 'missing' });
});

describe('D11: unknown and test-only fields change nothing', () => {
  const unknownName = fc
    .string()
    .filter((name) => !['ticket_id', 'ticket', 'payload', '__proto__'].includes(name));

  it('reads the same id whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.dictionary(unknownName, fc.jsonValue()), (others) => {
        expect(parseWebhookEvent({ ...others, ticket_id: 'A1' })).toEqual(found('A1'));
      }),
    );
  });

  it('is total: any JSON object gives one of the four outcomes', () => {
    const body = fc.dictionary(
      fc.constantFrom('ticket_id', 'ticket', 'payload', 'id', '__proto__'),
      fc.jsonValue(),
    );

    fc.assert(
      fc.property(body, (value) => {
        const { outcome } = parseWebhookEvent(value);
        expect(['ticket', 'missing', 'invalid', 'conflict']).toContain(outcome);
      }),
    );
  });
});

describe('the body of a job', () => {
  it('comes back as it was written', () => {
    const text = formatJobBody('<a+"b\\c@mail.example>', 'd1');

    expect(parseJobBody(text)).toEqual({
      schemaVersion: 1,
      ticketId: '<a+"b\\c@mail.example>',
      deliveryId: 'd1',
    });
  });

  it.each([
    ['no JSON', '{'],
    ['another version', '{"schemaVersion":2,"ticketId":"A1","deliveryId":"d1"}'],
    ['a field more', '{"schemaVersion":1,"ticketId":"A1","deliveryId":"d1","text":"x"}'],
    ['an id that cannot be', '{"schemaVersion":1,"ticketId":"..","deliveryId":"d1"}'],
    ['no delivery', '{"schemaVersion":1,"ticketId":"A1"}'],
  ])('is refused for good with %s', (_, text) => {
    expect(() => parseJobBody(text)).toThrow(
      expect.objectContaining({ code: 'JOB_BODY_INVALID', disposition: 'fail' }),
    );
  });
});
