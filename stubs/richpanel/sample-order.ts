import type { StubOrder } from './workspace.ts';

const DAY_MS = 86_400_000;

/** An order with two parcels, for a ticket whose oddities need one. Pure. */
export function createSampleOrder(customerHash: string, nowMs: number): StubOrder {
  const number = Number.parseInt(customerHash.slice(0, 8), 16);
  const parcel = (part: number, daysAgo: number) => ({
    tracking: [
      {
        trackingNumber: `${number}${part}`,
        trackingCompany: 'Sample Carrier',
        trackingUrl: `https://carrier.invalid/${number}${part}`,
        shippingDate: nowMs - daysAgo * DAY_MS,
      },
    ],
  });
  return {
    orderId: `order-${number}`,
    appClientId: 'stub-shop',
    orderName: `#${number}`,
    createdAt: nowMs - 5 * DAY_MS,
    fulfillmentStatus: 'fulfilled',
    fulfillment: [parcel(1, 3), parcel(2, 1)],
    statusUrl: `https://shop.invalid/orders/${number}`,
    shippingMethod: 'Standard',
  };
}
