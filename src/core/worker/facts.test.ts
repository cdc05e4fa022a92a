import { describe, expect, it } from 'vitest';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { createReferences } from '../runtime/references.ts';
import type { CommentAuthor, Ticket } from '../tickets/ticket.ts';
import { customerRefOf, hasNewBotComment, ticketFacts } from './facts.ts';

const references = createReferences(new Uint8Array(32), createNodeDigest());

function ticketOf(authors: readonly CommentAuthor[], more: Partial<Ticket> = {}): Ticket {
  return {
    id: 't-1',
    conversationNumber: null,
    isOpen: true,
    channel: 'email',
    channelId: null,
    subject: null,
    tags: [],
    requester: { email: null, phone: null, name: null },
    comments: authors.map((author, index) => ({
      id: `c-${index}`,
      author,
      text: new Sensitive('the very same words'),
      createdAtMs: index,
    })),
    readAtMs: 0,
    ...more,
  };
}

describe('I9 which comment is ours', () => {
  const baseline = (...ids: string[]) => ids.map((id) => references.commentRef('t-1', id));

  it.each([
    { authors: ['customer', 'bot'], seen: ['c-0'], isOurs: true },
    { authors: ['customer', 'bot'], seen: ['c-0', 'c-1'], isOurs: false },
    { authors: ['bot', 'customer'], seen: ['c-0', 'c-1'], isOurs: false },
    { authors: ['customer', 'operator'], seen: ['c-0'], isOurs: false },
    { authors: ['customer', 'customer'], seen: ['c-0'], isOurs: false },
  ] as const)('among $authors, having seen $seen before: $isOurs', ({ authors, seen, isOurs }) => {
    expect(hasNewBotComment(ticketOf(authors), baseline(...seen), references)).toBe(isOurs);
  });
});

describe('what the gate may know of a ticket', () => {
  it('incident 4 counts a loop tag and an earlier comment of the bot as an earlier reply, but not our own of now', () => {
    const tagged = { tags: ['mw-auto-replied', 'mw-template-t_billing_issue_intake'] };

    expect(ticketFacts(ticketOf(['customer'], tagged), null, references, false)).toMatchObject({
      wasAutoReplied: true,
      sentTemplateIds: ['t_billing_issue_intake'],
    });
    expect(ticketFacts(ticketOf(['customer'], tagged), null, references, true)).toMatchObject({
      wasAutoReplied: false,
      sentTemplateIds: [],
    });
    expect(ticketFacts(ticketOf(['bot', 'customer']), null, references, false).wasAutoReplied).toBe(
      true,
    );
    expect(ticketFacts(ticketOf(['customer', 'bot']), null, references, false).wasAutoReplied).toBe(
      false,
    );
  });

  it('D3 knows who spoke last', () => {
    expect(
      ticketFacts(ticketOf(['customer', 'operator']), null, references, false).newestCommentBy,
    ).toBe('operator');
    expect(ticketFacts(ticketOf([]), null, references, false)).toMatchObject({
      newestCommentBy: 'none',
      newestCustomerMessageRef: null,
    });
  });

  it('knows a requester by the e-mail, else the phone, however they are written', () => {
    const as = (email: string | null, phone: string | null) => {
      const requester = {
        email: email === null ? null : new Sensitive(email),
        phone: phone === null ? null : new Sensitive(phone),
        name: null,
      };
      return customerRefOf(ticketOf([], { requester }), references);
    };

    expect(as(' Ada@Example.com ', null)).toBe(as('ada@example.com', '555'));
    expect(as(null, '+1 (555) 0100')).toBe(as('', '+15550100'));
    expect(as(null, '+15550100')).not.toBe(as(null, '+15550101'));
    expect(as(null, ' ')).toBeNull();
  });
});
