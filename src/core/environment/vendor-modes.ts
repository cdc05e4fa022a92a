import type { EnvironmentName } from './names.ts';

export const RICHPANEL_MODES = ['stub', 'sandbox-workspace', 'test-tickets', 'live'] as const;
export const SHOPIFY_MODES = ['stub', 'live-read'] as const;
export const MODEL_MODES = ['embedded', 'live'] as const;

export type RichpanelMode = (typeof RICHPANEL_MODES)[number];
type ShopifyMode = (typeof SHOPIFY_MODES)[number];
type ModelMode = (typeof MODEL_MODES)[number];

/** How each vendor is reached by one running process. */
export interface VendorModes {
  readonly richpanel: RichpanelMode;
  readonly shopify: ShopifyMode;
  readonly model: ModelMode;
}

export type Vendor = keyof VendorModes;

interface AllowedModes {
  readonly richpanel: readonly RichpanelMode[];
  readonly shopify: readonly ShopifyMode[];
  readonly model: readonly ModelMode[];
}

const OUTSIDE_PROD: AllowedModes = {
  richpanel: ['stub', 'sandbox-workspace'],
  shopify: ['stub', 'live-read'],
  model: ['embedded', 'live'],
};

/** Which modes an environment may run in (R3.1, R4.1, R5.1, R6.*, R7.1). What is not listed is refused. */
export const ALLOWED_MODES: Readonly<Record<EnvironmentName, AllowedModes>> = {
  dev: OUTSIDE_PROD,
  staging: { ...OUTSIDE_PROD, richpanel: ['stub', 'sandbox-workspace', 'test-tickets'] },
  prod: {
    richpanel: ['live', 'test-tickets'],
    shopify: ['live-read'],
    model: ['embedded', 'live'],
  },
};

/** True when `mode` of `vendor` may run in `environment`. Unknown values are not allowed. */
export function isModeAllowed(environment: EnvironmentName, vendor: Vendor, mode: string): boolean {
  return (ALLOWED_MODES[environment][vendor] as readonly string[]).includes(mode);
}

/** True for the modes that never leave the machine: the vendors' stubs and the embedded model. */
export function isSealedMode(vendor: Vendor, mode: string): boolean {
  return vendor === 'model' ? mode === 'embedded' : mode === 'stub';
}

/** True when no vendor is reached outside this machine. */
export function isAllSealed(modes: VendorModes): boolean {
  return (
    isSealedMode('richpanel', modes.richpanel) &&
    isSealedMode('shopify', modes.shopify) &&
    isSealedMode('model', modes.model)
  );
}
