import type { Conditions, EventKind } from './conditions.ts';
import { RETURN_TEXT } from './texts.ts';

/** Enough to work on the tickets that there are, one after the other. */
const LEANING_STEPS = 300;

type Leaning = (drawn: Conditions) => Partial<Conditions>;

function often(...kinds: readonly EventKind[]): Leaning {
  return ({ events }) => ({ events: [...events, ...kinds, ...kinds], eventRate: 0.08 });
}

/** Seldom enough that what is begun comes to its end in between. */
function seldom(...kinds: readonly EventKind[]): Leaning {
  return ({ events }) => ({ events: [...events, ...kinds], eventRate: 0.01 });
}

/** Every ticket is one that is answered. */
function answering(channel: 'email' | 'livechat'): Leaning {
  return ({ tickets }) => ({
    tickets: tickets.map((ticket) => ({ ...ticket, channel, text: RETURN_TEXT })),
  });
}

/** What it takes that somebody comes by the rarer points. */
const LEANINGS: readonly (readonly [RegExp, Leaning])[] = [
  [
    /^conversations\.block/,
    (drawn) => ({
      ...often('scope-changes')(drawn),
      scope: 'test-only',
      tickets: drawn.tickets.map((ticket) => ({ ...ticket, tags: ['mw-test'] })),
    }),
  ],
  [
    /^conversations\.recordReply/,
    (drawn) => ({ ...answering('email')(drawn), ...seldom()(drawn) }),
  ],
  [/^conversations\.(note|read)Unknown/, often('unknown-ticket')],
  [
    /^helpdesk\.removeTags/,
    (drawn) => ({
      ...seldom('customer-writes', 'customer-writes', 'customer-writes')(drawn),
      eventRate: 0.02,
      tickets: drawn.tickets.slice(0, 1),
      faultySteps: 500,
    }),
  ],
  [
    /^effects\.(countReplies|intend)/,
    ({ tickets, workers }) => ({
      repliesCustomer24h: 1,
      workers: Math.max(2, workers),
      tickets: [...tickets, ...tickets, ...tickets].slice(0, 3).map((ticket, index) => ({
        ...ticket,
        id: `<of-one-${index}@shop.example>`,
        text: RETURN_TEXT,
        email: 'one@example.invalid',
      })),
    }),
  ],
  [
    /^effects\.(move|find|countWrite)|^approvals/,
    (drawn) => ({ ...often('freeze')(drawn), workers: Math.max(2, drawn.workers) }),
  ],
  [
    /^conversations\.findConversation/,
    (drawn) => ({
      ...often('customer-writes')(drawn),
      closes: true,
      tickets: drawn.tickets.map((ticket) => ({ ...ticket, text: RETURN_TEXT })),
    }),
  ],
  [
    /^effects\.refuse/,
    (drawn) => ({
      ...answering('email')(drawn),
      ...often('operator-closes', 'kill', 'store-slow', 'store-slow')(drawn),
      talkFaultRate: 0.6,
      workers: Math.max(2, drawn.workers),
    }),
  ],
  [
    /^helpdesk\.addComment/,
    (drawn) => ({
      ...answering('livechat')(drawn),
      ...seldom('operator-copies')(drawn),
      talkFaultRate: 0.6,
    }),
  ],
  [
    /^helpdesk\.closeTicket/,
    ({ tickets }) => ({
      closes: true,
      tickets: tickets.map((ticket) => ({ ...ticket, text: RETURN_TEXT })),
    }),
  ],
  [/^queue\.deadLetter/, () => ({ wireFaultRate: 0.4, statuses: [400] })],
  [
    /^effects\.uncountWrite/,
    (drawn) => ({
      ...answering('email')(drawn),
      wireFaultRate: 0.4,
      talkFaultRate: 0.6,
      statuses: [409],
    }),
  ],
  [/^queue\.fail/, () => ({ wireFaultRate: 0.25 })],
  [
    /^helpdesk\.sendReply|^wire\.send/,
    (drawn) => ({
      ...answering('email')(drawn),
      ...seldom('operator-copies')(drawn),
      talkFaultRate: 0.6,
    }),
  ],
  [/^queue\.defer/, () => ({ ratePer30s: 12 })],
];

/** They end the work on a ticket, so that its later points are not reached. */
const HINDERING: ReadonlySet<EventKind> = new Set([
  'disk-full',
  'kill',
  'operator-closes',
  'operator-writes',
  'scope-changes',
  'store-slow',
]);

/**
 * Sees to it that somebody comes by the point that the seed is after, and is dropped there.
 * @param isCalm - leaves out what would end the work before
 */
export function lean(drawn: Conditions, isCalm: boolean): Conditions {
  const events = drawn.events.filter((kind) => !isCalm || !HINDERING.has(kind));
  const calm = { ...drawn, events, eventRate: isCalm ? 0.01 : drawn.eventRate };
  const leaning = LEANINGS.find(([point]) => point.test(drawn.crashPoint))?.[1];
  if (leaning === undefined && !isCalm) return calm;
  return {
    ...calm,
    crashes: Math.max(1, drawn.crashes),
    faultySteps: Math.max(LEANING_STEPS, drawn.faultySteps),
    ...leaning?.(calm),
  };
}
