import type { StubOddity } from './oddities.ts';
import type { StubOrder, StubTicket, StubTracking } from './workspace.ts';

/** What a read of an order answers with, in the shape that the oddities of its ticket ask for. */
export function renderOrder(order: StubOrder, ticket: StubTicket): Record<string, unknown> {
  const newestFirst = order.fulfillment.toSorted((a, b) => shippedAtMs(b) - shippedAtMs(a));
  const ordered = ticket.oddities.includes('latest-fulfilment-not-first')
    ? newestFirst.reverse()
    : newestFirst;
  return { ...order, fulfillment: renderFulfilments(ordered, ticket.oddities) };
}

function shippedAtMs(fulfilment: StubOrder['fulfillment'][number]): number {
  return Math.max(0, ...fulfilment.tracking.map((each) => each.shippingDate));
}

function renderFulfilments(
  fulfilments: StubOrder['fulfillment'],
  oddities: readonly StubOddity[],
): readonly { readonly tracking: unknown }[] {
  const [first] = fulfilments;
  if (first && oddities.includes('tracking-shapes')) {
    const shapes = [...TRACKING_SHAPES.values()].map((shape) => ({
      tracking: shape(first.tracking),
    }));
    return [...shapes, ...fulfilments];
  }
  const name = oddities.find((oddity) => TRACKING_SHAPES.has(oddity));
  const shape = name && TRACKING_SHAPES.get(name);
  return shape ? fulfilments.map(({ tracking }) => ({ tracking: shape(tracking) })) : fulfilments;
}

type Shape = (tracking: readonly StubTracking[]) => unknown;

const TRACKING_SHAPES: ReadonlyMap<StubOddity, Shape> = new Map<StubOddity, Shape>([
  ['tracking-string', (tracking) => tracking[0]?.trackingNumber ?? ''],
  ['tracking-number', (tracking) => Number.parseInt(tracking[0]?.trackingNumber ?? '', 10) || 0],
  ['tracking-object', (tracking) => tracking[0] ?? {}],
  ['tracking-empty-list', () => []],
]);
