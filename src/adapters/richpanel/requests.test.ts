import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTicketId } from '../../core/tickets/ticket.ts';
import { createEgressList } from '../outbound/egress.ts';
import { decodeLastSegment, encodeId } from './parse-ticket.ts';
import { createRequests } from './requests.ts';
import { RICHPANEL_ORIGIN, RICHPANEL_PATH_PREFIX } from './richpanel.names.ts';

const requests = createRequests({ origin: RICHPANEL_ORIGIN, botAgentId: 'bot' });
const ID = '<a+b/c@mail.example.com>';
const SEGMENT = '%3Ca%2Bb%2Fc%40mail.example.com%3E';
const ticketId = fc.string({ unit: 'binary', maxLength: 40 }).filter(isTicketId);

describe('incident 1: ids as path segments', () => {
  it('encodes everything that is not plain', () => {
    expect(encodeId(ID)).toBe(SEGMENT);
    expect(encodeId("!'()*~._-")).toBe('%21%27%28%29%2A~._-');
  });

  it('keeps every id whole: one segment, and back again', () => {
    fc.assert(
      fc.property(ticketId, (id) => {
        const { path } = requests.readTicket(id);
        expect(path).toMatch(/^\/v1\/tickets\/[A-Za-z0-9\-._~%]+$/);
        expect(decodeLastSegment(path)).toBe(id);
        expect(new URL(RICHPANEL_ORIGIN + path).pathname).toBe(path);
      }),
    );
  });

  it('makes addresses that stand on the egress list, but for ids that hide a step through the path', () => {
    const prefix = [...RICHPANEL_PATH_PREFIX];
    const list = createEgressList([
      { origin: RICHPANEL_ORIGIN, pathPrefix: prefix, kind: 'vendor' },
    ]);
    fc.assert(
      fc.property(ticketId, (id) => {
        fc.pre(!/[./\\%]/.test(id));
        expect(list.isListed(RICHPANEL_ORIGIN, requests.closeTicket(id).path)).toBe(true);
      }),
    );
    expect(list.isListed(RICHPANEL_ORIGIN, requests.closeTicket('../../v1/users').path)).toBe(
      false,
    );
    expect(list.isListed(RICHPANEL_ORIGIN, requests.closeTicket('%2e%2e').path)).toBe(false);
  });
});

describe('incident 14: one known shape per call', () => {
  const write = { method: 'PUT', origin: RICHPANEL_ORIGIN };
  const read = { method: 'GET', origin: RICHPANEL_ORIGIN, body: null };

  it.each([
    [requests.readTicket(ID), { ...read, effect: 'ticket.read', path: `/v1/tickets/${SEGMENT}` }],
    [
      requests.readLinkedOrder(ID),
      { ...read, effect: 'ticket.order.read', path: `/v1/order/${SEGMENT}` },
    ],
    [
      requests.addTags(ID, ['b', 'a', 'b']),
      {
        ...write,
        effect: 'tags.add',
        path: `/v1/tickets/${SEGMENT}/add-tags`,
        body: '{"tags":["a","b"]}',
      },
    ],
    [
      requests.removeTags(ID, ['a']),
      {
        ...write,
        effect: 'tags.remove',
        path: `/v1/tickets/${SEGMENT}/remove-tags`,
        body: '{"tags":["a"]}',
      },
    ],
    [
      requests.sendReply(ID, 'Hi "you"'),
      {
        ...write,
        effect: 'reply.send',
        path: `/v1/tickets/${SEGMENT}/send-message`,
        body: '{"body":"Hi \\"you\\"","author_id":"bot"}',
      },
    ],
    [
      requests.addComment(ID, 'Hi'),
      {
        ...write,
        effect: 'comment.add',
        path: `/v1/tickets/${SEGMENT}`,
        body: '{"ticket":{"comment":{"body":"Hi","author_id":"bot","public":true}}}',
      },
    ],
    [
      requests.closeTicket(ID),
      {
        ...write,
        effect: 'ticket.close',
        path: `/v1/tickets/${SEGMENT}`,
        body: '{"ticket":{"state":"closed","status":"CLOSED"}}',
      },
    ],
  ])('$effect', (request, expected) => {
    expect(request).toEqual(expected);
  });
});
