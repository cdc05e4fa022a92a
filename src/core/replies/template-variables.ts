/** Single values that a template may show. The kind decides what a value must look like to be shown at all. */
export const SCALAR_VARIABLES = {
  first_name: 'name',
  order_id: 'code',
  order_status: 'text',
  fulfillment_status: 'text',
  order_status_url: 'link',
  shipping_bucket: 'text',
  eta_remaining_human: 'text',
} as const;

export type VariableKind = 'name' | 'code' | 'text' | 'link';
export type ScalarVariable = keyof typeof SCALAR_VARIABLES;

/** Every variable that a template may declare. `tracking` is a list and is used as a section. */
export const TEMPLATE_VARIABLES = [
  'first_name',
  'order_id',
  'order_status',
  'fulfillment_status',
  'order_status_url',
  'shipping_bucket',
  'eta_remaining_human',
  'tracking',
] as const satisfies readonly (ScalarVariable | 'tracking')[];
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];

/** What can be shown of one parcel, inside the section `tracking`. A parcel without number is not shown. */
export const TRACKING_FIELDS = { company: 'text', number: 'code', url: 'link' } as const;
export type TrackingField = keyof typeof TRACKING_FIELDS;

/** The only variables of a Tier 0 or Tier 1 template: everything else is a fact about an order. */
export const FACT_FREE_VARIABLES: readonly TemplateVariable[] = ['first_name'];

export function isScalarVariable(name: string): name is ScalarVariable {
  return Object.hasOwn(SCALAR_VARIABLES, name);
}

export function isTrackingField(name: string): name is TrackingField {
  return Object.hasOwn(TRACKING_FIELDS, name);
}
