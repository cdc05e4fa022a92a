/** The closed set of templates; wording and variables are configuration: config/templates.json. */
export const TEMPLATE_IDS = [
  't_order_status_verified',
  't_shipping_delay_verified',
  't_order_eta_no_tracking_verified',
  't_order_status_ask_order_number',
  't_delivered_not_received_intake',
  't_missing_items_intake',
  't_wrong_item_intake',
  't_damaged_item_intake',
  't_cancel_order_ack_intake',
  't_address_change_ack_intake',
  't_cancel_subscription_ack_intake',
  't_billing_issue_intake',
  't_return_request_intake',
  't_exchange_request_intake',
  't_refund_request_intake',
  't_technical_support_intake',
  't_promo_discount_info',
  't_pre_purchase_info',
  't_influencer_inquiry_route',
  't_chargeback_neutral_ack',
  't_legal_threat_ack',
  't_harassment_ack',
  't_fraud_ack',
  't_unknown_ack',
] as const;
export type TemplateId = (typeof TEMPLATE_IDS)[number];

/** Templates that no flag can turn on: Tier 0 and the reply to what was not understood. */
export const NEVER_ENABLED_TEMPLATES: readonly TemplateId[] = [
  't_chargeback_neutral_ack',
  't_legal_threat_ack',
  't_harassment_ack',
  't_fraud_ack',
  't_unknown_ack',
];

const KNOWN: ReadonlySet<string> = new Set(TEMPLATE_IDS);

export function isTemplateId(value: string): value is TemplateId {
  return KNOWN.has(value);
}
