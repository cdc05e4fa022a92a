import type { TicketScope } from '../../../src/core/environment/ticket-scope.ts';
import type { StubTicketInput } from '../../../stubs/richpanel/workspace.ts';
import { type Conditions, EVENT_KINDS, type EventKind } from './conditions.ts';
import { lean } from './leanings.ts';
import { AWAIT_POINTS } from './points.ts';
import type { Chance } from './seeded-chance.ts';
import { drawText } from './texts.ts';

const FAULT_RATES = [0, 0.03, 0.1, 0.25] as const;
const STATUSES: readonly number[] = [400, 401, 403, 404, 409, 503];
const ALWAYS: readonly EventKind[] = ['delivery', 'restart-worker', 'flags-open'];

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

const RARE =
  /^queue\.(deadLetter|defer)|^effects\.uncount|^conversations\.(record|block|note)|^helpdesk\.(remove|close)/;

/** Every point in turn, and the rarer ones three times. */
const AIMS: readonly string[] = [
  ...AWAIT_POINTS,
  ...AWAIT_POINTS.filter((point) => RARE.test(point)).flatMap((point) => [point, point]),
];

/** @param seed - also chooses the crash point, so that consecutive seeds go through all of them */
export function drawConditions(seed: number, chance: Chance): Conditions {
  const scope: TicketScope = chance.happens(0.25) ? 'test-only' : 'all';
  const kept = chance.pick([0.3, 0.6, 1]);
  const drawn: Conditions = {
    workers: chance.between(1, 3),
    tickets: drawTickets(scope, chance),
    scope,
    closes: chance.happens(0.6),
    ratePer30s: chance.pick([12, 40, 100_000, 100_000]),
    repliesCustomer24h: chance.pick([1, 2, 5, 5]),
    wireFaultRate: chance.pick(FAULT_RATES),
    talkFaultRate: chance.pick(FAULT_RATES),
    statuses: STATUSES,
    maxLagMs: chance.pick([0, 0, 2_000, 8_000, 20_000]),
    eventRate: chance.pick([0.01, 0.03, 0.08]),
    events: EVENT_KINDS.filter((kind) => ALWAYS.includes(kind) || chance.happens(kept)),
    faultySteps: chance.pick([100, 200, 400]),
    crashPoint: AIMS[seed % AIMS.length] ?? '',
    crashes: chance.pick([0, 1, 1, 2, 2, 4]),
    freezeRate: chance.pick([0.1, 0.3, 0.6]),
  };
  return lean(drawn, chance.happens(0.6));
}
