import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHANNELS } from './ticket.ts';
import { parseTicketFile, parseTicketLine, stubTicketId, ticketLineSchema } from './ticket-file.ts';

const SECRET = 'Kanarienvogel 4711';

describe('parseTicketLine', () => {
  it('takes the shortest line and ignores unknown keys', () => {
    const result = parseTicketLine(
      '{"channel":"email","text":"Hi","source":"a set","nested":{"a":1}}',
      1,
    );

    expect(result).toEqual({ ok: true, ticket: { channel: 'email', text: 'Hi' } });
  });

  it('takes every field, every channel and an empty text', () => {
    const line = {
      id: 'x-1',
      text: '',
      email: 'a@example.invalid',
      phone: '+4930123',
      tags: ['mw-test'],
      subject: 'Re: order',
      status: 'closed',
      comments: [{ author: 'operator', text: 'Hello', minutesAgo: 5 }],
    };

    for (const channel of CHANNELS) {
      expect(parseTicketLine(JSON.stringify({ ...line, channel }), 1)).toEqual({
        ok: true,
        ticket: { ...line, channel },
      });
    }
  });

  it.each([
    ['no JSON', `{"channel":"email","text":"${SECRET}`, 'it is not JSON'],
    ['an array', JSON.stringify([SECRET]), 'the line is missing or of the wrong type'],
    ['null', 'null', 'the line is missing or of the wrong type'],
    ['no text', JSON.stringify({ channel: 'email', body: SECRET }), '"text"'],
    ['a text that is no string', JSON.stringify({ channel: 'email', text: [SECRET] }), '"text"'],
    [
      'a wrong channel',
      JSON.stringify({ channel: SECRET, text: SECRET }),
      '"channel" is not one of',
    ],
    [
      'a long text',
      JSON.stringify({ channel: 'email', text: SECRET.repeat(2000) }),
      '"text" is too long',
    ],
    [
      'a control character in the id',
      JSON.stringify({ id: `${SECRET}\u001b[2J`, channel: 'email', text: '' }),
      '"id"',
    ],
    ['a wrong status', JSON.stringify({ channel: 'email', text: '', status: SECRET }), '"status"'],
    [
      'a wrong author',
      JSON.stringify({ channel: 'email', text: '', comments: [{ author: SECRET, text: SECRET }] }),
      '"comments.0.author"',
    ],
    [
      'a comment of the future',
      JSON.stringify({
        channel: 'email',
        text: '',
        comments: [{ author: 'bot', text: SECRET, minutesAgo: -1 }],
      }),
      '"comments.0.minutesAgo"',
    ],
    ['a line without end', `"${SECRET.repeat(300_000)}"`, 'it is too long'],
  ])('refuses %s with the number of the line and never echoes it', (_, line, fault) => {
    const result = parseTicketLine(line, 7);

    expect(result).toMatchObject({ ok: false, lineNumber: 7, code: 'TICKET_LINE_INVALID' });
    const message = result.ok ? '' : result.message;
    expect(message).toContain('line 7');
    expect(message).toContain(fault);
    expect(message).not.toContain('Kanarienvogel');
    expect(message).not.toContain('4711');
  });
});

describe('parseTicketFile', () => {
  it('keeps good lines beside bad ones and counts as an editor does', () => {
    const good = JSON.stringify({ channel: 'livechat', text: 'Hello' });

    const file = parseTicketFile(`\uFEFF${good}\r\n\n{oops\n${good}\n`);

    expect(file.tickets.map((entry) => entry.lineNumber)).toEqual([1, 4]);
    expect(file.problems.map((problem) => problem.lineNumber)).toEqual([3]);
  });
});

describe('stubTicketId', () => {
  it('incident 1: gives e-mail tickets an id that must be encoded, and no two tickets the same id', () => {
    expect(stubTicketId('run7', 3, 'email')).toBe('<run7.3@stub.invalid>');
    expect(stubTicketId('run7', 3, 'email_from_widget')).toBe('<run7.3@stub.invalid>');
    expect(stubTicketId('run7', 3, 'livechat')).toBe('run7-3');
    expect(encodeURIComponent(stubTicketId('run7', 3, 'email'))).not.toBe(
      stubTicketId('run7', 3, 'email'),
    );
  });
});

describe('ticketLineSchema', () => {
  it('can be published and explains each field', () => {
    const published = z.toJSONSchema(ticketLineSchema, { io: 'input' });

    expect(published.required).toEqual(['channel', 'text']);
    expect(published).not.toHaveProperty('additionalProperties');
    for (const property of Object.values(published.properties ?? {})) {
      expect(property).toHaveProperty('description');
    }
  });
});
