/** The closed set of intents. What each one means for routing is configuration: config/routing.json. */
export const INTENT_IDS = [
  'chargeback_dispute',
  'legal_threat',
  'harassment_threats',
  'fraud_suspected',
  'cancel_order',
  'address_change_order_edit',
  'cancel_subscription',
  'billing_issue',
  'delivered_not_received',
  'missing_items_in_shipment',
  'wrong_item_received',
  'damaged_item',
  'return_request',
  'exchange_request',
  'refund_request',
  'order_status_tracking',
  'shipping_delay_not_shipped',
  'technical_support',
  'phone_support_request',
  'tiktok_support_request',
  'social_media_support_request',
  'promo_discount_issue',
  'pre_purchase_question',
  'influencer_marketing_inquiry',
  'unknown_other',
] as const;
export type IntentId = (typeof INTENT_IDS)[number];

/** The teams a ticket can go to; each is reached by one tag. */
export const DESTINATION_IDS = [
  'sales',
  'backend',
  'technical-support',
  'phone-support',
  'tiktok-support',
  'returns-admin',
  'livechat-support',
  'leadership',
  'social-media',
  'email-support',
  'chargebacks-disputes',
] as const;
export type DestinationId = (typeof DESTINATION_IDS)[number];

/** The intents that are never automated (Tier 0). Not configurable: a file cannot make one of them automatic. */
export const TIER_ZERO_INTENTS = [
  'chargeback_dispute',
  'legal_threat',
  'harassment_threats',
  'fraud_suspected',
] as const satisfies readonly IntentId[];
export type TierZeroIntent = (typeof TIER_ZERO_INTENTS)[number];

export function isTierZero(intent: IntentId): intent is TierZeroIntent {
  return (TIER_ZERO_INTENTS as readonly IntentId[]).includes(intent);
}
