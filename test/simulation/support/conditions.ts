import type { StubTicketInput } from '../../../src/adapters/richpanel/stub/world.ts';
import type { TicketScope } from '../../../src/core/environment/ticket-scope.ts';
import { AWAIT_POINTS } from './points.ts';
import type { Chance } from './seeded-chance.ts';

/** What may happen beside the work itself. */
export const EVENT_KINDS = [
  'delivery',
  'customer-writes',
  'operator-writes',
  'operator-copies',
  'operator-closes',
  'scope-changes',
  'unknown-ticket',
  'kill',
  'flags-open',
  'crash-worker',
  'crash-process',
  'restart-worker',
  'freeze',
  'stall',
  'wall-clock',
  'store-fault',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The id of a ticket that is announced before the helpdesk shows it. */
export const GHOST_ID = '<ghost@shop.example>';

/** What one seed looks like. Each leaves something out, so that faults do not hide one another. */
export interface Conditions {
  readonly workers: number;
  readonly tickets: readonly StubTicketInput[];
  readonly scope: TicketScope;
  /** True for the configuration in which some replies are followed by a close. */
  readonly closes: boolean;
  readonly ratePer30s: number;
  /** Probability of a fault on one call of the vendor. */
  readonly wireFaultRate: number;
  /** What the vendor says when it refuses or fails for no other reason. */
  readonly statuses: readonly number[];
  /** How old a read may be at most; 0: every read is fresh. */
  readonly maxLagMs: number;
  readonly eventRate: number;
  readonly events: readonly EventKind[];
  /** Scheduler steps with faults; after them everything runs dry without. */
  readonly faultySteps: number;
  /** The await point at which this seed crashes whoever comes by. */
  readonly crashPoint: string;
  readonly crashes: number;
}

const STATUSES: readonly number[] = [400, 401, 403, 404, 409, 503];
const RETURN_TEXT = 'I would like to return the shoes that I bought.';

/** Most of them are answered, the return with a close after it; the others are routed only. */
const TEXTS = [
  'Where is my order? I bought it two weeks ago.',
  'Where is my order? I bought it two weeks ago.',
  RETURN_TEXT,
  RETURN_TEXT,
  RETURN_TEXT,
  'Please cancel my order.',
  'My lawyer will hear about this, you thieves.',
  'Please call me back.',
  'thanks',
] as const;

const ALWAYS: readonly EventKind[] = ['delivery', 'restart-worker', 'flags-open'];

export function drawText(chance: Chance): string {
  return chance.pick(TEXTS);
}

function drawTickets(scope: TicketScope, chance: Chance): StubTicketInput[] {
  const isOneCustomer = chance.happens(0.3);
  return Array.from({ length: chance.pick([1, 1, 1, 2, 2, 3, 4]) }, (_, index) => {
    const isTagged = scope === 'test-only' && chance.happens(0.8);
    return {
      id: index % 2 === 0 ? `<t${index}@shop.example>` : `chat-${index}`,
      channel: chance.happens(0.75) ? 'email' : 'livechat',
      text: drawText(chance),
      ...(isTagged ? { tags: ['mw-test'] } : {}),
      ...(isOneCustomer ? { email: 'one@example.invalid' } : {}),
    };
  });
}

type Leaning = (drawn: Conditions) => Partial<Conditions>;

function often(...kinds: readonly EventKind[]): Leaning {
  return ({ events }) => ({ events: [...events, ...kinds, ...kinds], eventRate: 0.08 });
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
  [/^conversations\.(note|read)Unknown/, often('unknown-ticket')],
  [/^helpdesk\.removeTags/, often('customer-writes')],
  [/^effects\.refuse/, often('operator-closes', 'kill')],
  [
    /^helpdesk\.addComment/,
    ({ tickets }) => ({ tickets: tickets.map((ticket) => ({ ...ticket, channel: 'livechat' })) }),
  ],
  [
    /^helpdesk\.closeTicket/,
    ({ tickets }) => ({
      closes: true,
      tickets: tickets.map((ticket) => ({ ...ticket, text: RETURN_TEXT })),
    }),
  ],
  [/^queue\.deadLetter/, () => ({ wireFaultRate: 0.4, statuses: [400] })],
  [/^effects\.uncountWrite/, () => ({ wireFaultRate: 0.4, statuses: [409] })],
  [/^queue\.fail/, () => ({ wireFaultRate: 0.25 })],
  [
    /^helpdesk\.sendReply|^wire\.send/,
    (drawn) => ({ ...often('operator-copies')(drawn), wireFaultRate: 0.25 }),
  ],
  [/^queue\.giveBack/, () => ({ ratePer30s: 12 })],
];

function lean(drawn: Conditions): Conditions {
  const leaning = LEANINGS.find(([point]) => point.test(drawn.crashPoint))?.[1];
  if (leaning === undefined) return drawn;
  return { ...drawn, ...leaning(drawn), crashes: Math.max(1, drawn.crashes) };
}

/** @param seed - also chooses the crash point, so that consecutive seeds go through all of them */
export function drawConditions(seed: number, chance: Chance): Conditions {
  const scope: TicketScope = chance.happens(0.25) ? 'test-only' : 'all';
  const kept = chance.pick([0.3, 0.6, 1]);
  return lean({
    workers: chance.between(1, 3),
    tickets: drawTickets(scope, chance),
    scope,
    closes: chance.happens(0.6),
    ratePer30s: chance.pick([12, 40, 100_000, 100_000]),
    wireFaultRate: chance.pick([0, 0.03, 0.1, 0.25]),
    statuses: STATUSES,
    maxLagMs: chance.pick([0, 0, 2_000, 8_000, 20_000]),
    eventRate: chance.pick([0.01, 0.03, 0.08]),
    events: EVENT_KINDS.filter((kind) => ALWAYS.includes(kind) || chance.happens(kept)),
    faultySteps: chance.pick([120, 250, 500]),
    crashPoint: AWAIT_POINTS[seed % AWAIT_POINTS.length] ?? '',
    crashes: chance.pick([0, 1, 1, 2, 2, 4]),
  });
}
