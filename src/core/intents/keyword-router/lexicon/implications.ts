import type { IntentId } from '../../taxonomy.ts';

/**
 * Who speaks for whom: where the first intent is found, the others are part of the same story and not a second
 * wish. A parcel marked delivered that never came is no tracking question; a late one is no question about "my order".
 */
export const IMPLIED: Readonly<Partial<Record<IntentId, readonly IntentId[]>>> = {
  delivered_not_received: [
    'order_status_tracking',
    'shipping_delay_not_shipped',
    'missing_items_in_shipment',
  ],
  missing_items_in_shipment: ['order_status_tracking', 'shipping_delay_not_shipped'],
  wrong_item_received: [
    'order_status_tracking',
    'missing_items_in_shipment',
    'address_change_order_edit',
  ],
  damaged_item: ['order_status_tracking', 'technical_support', 'pre_purchase_question'],
  shipping_delay_not_shipped: ['order_status_tracking', 'pre_purchase_question'],
  cancel_subscription: ['cancel_order', 'technical_support'],
  promo_discount_issue: ['technical_support', 'pre_purchase_question', 'billing_issue'],
  influencer_marketing_inquiry: [
    'social_media_support_request',
    'tiktok_support_request',
    'pre_purchase_question',
    'promo_discount_issue',
  ],
  order_status_tracking: ['pre_purchase_question'],
  cancel_order: ['order_status_tracking', 'pre_purchase_question'],
  address_change_order_edit: ['order_status_tracking', 'pre_purchase_question'],
  return_request: ['order_status_tracking', 'pre_purchase_question'],
  exchange_request: ['return_request', 'pre_purchase_question', 'order_status_tracking'],
  refund_request: ['order_status_tracking', 'pre_purchase_question'],
  billing_issue: ['pre_purchase_question'],
  tiktok_support_request: ['social_media_support_request'],
};
