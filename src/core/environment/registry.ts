import { z } from 'zod';
import { CHANNELS } from '../tickets/ticket.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from './names.ts';
import {
  isModeAllowed,
  MODEL_MODES,
  RICHPANEL_MODES,
  SHOPIFY_MODES,
  type Vendor,
  type VendorModes,
} from './vendor-modes.ts';

const richpanelSchema = z.strictObject({
  mode: z.enum(RICHPANEL_MODES).describe('How the helpdesk is reached.'),
  testChannelId: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('The id (not the type) of the channel whose tickets are test tickets.'),
  stubRate: z
    .int()
    .min(8)
    .max(1_000_000)
    .optional()
    .describe(
      'Calls per 30 s that client and stub share; one ticket may need eight. Mode stub only.',
    ),
});

const shopifySchema = z.strictObject({
  mode: z.enum(SHOPIFY_MODES),
  shopDomain: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/)
    .optional(),
  apiVersion: z
    .string()
    .regex(/^20\d{2}-(01|04|07|10)$/)
    .optional(),
});

const modelSchema = z.strictObject({
  mode: z.enum(MODEL_MODES),
  name: z.string().min(1).max(64).optional(),
});

/** A region's name as AWS writes it. */
export const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);

const environmentSchema = z.strictObject({
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .describe('Twelve digits as a string. One repeated digit is a placeholder.'),
  region: regionSchema,
  vendors: z.strictObject({
    richpanel: richpanelSchema,
    shopify: shopifySchema,
    model: modelSchema,
  }),
  tags: z.strictObject({
    owner: z.string().min(1).max(128),
    costCenter: z.string().min(1).max(128).optional(),
  }),
});

/** config/environments.json: the one registry of the three environments (R1.1). */
export const registrySchema = z.strictObject({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  identityCenterRegion: regionSchema
    .optional()
    .describe('Region of the IAM Identity Center that people log in at; needed for SSO profiles.'),
  environments: z.strictObject({
    dev: environmentSchema,
    staging: environmentSchema,
    prod: environmentSchema,
  }),
});

export type Registry = z.infer<typeof registrySchema>;
export type EnvironmentConfig = z.infer<typeof environmentSchema>;

/** One thing that is wrong with a configuration file. `path` names the place, `message` never holds its value. */
export interface ConfigProblem {
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** True for an account id that stands for one nobody has filled in yet: one digit, repeated. */
export function isPlaceholderAccount(accountId: string): boolean {
  return /^(\d)\1{11}$/.test(accountId);
}

export function vendorModesOf(config: EnvironmentConfig): VendorModes {
  return {
    richpanel: config.vendors.richpanel.mode,
    shopify: config.vendors.shopify.mode,
    model: config.vendors.model.mode,
  };
}

function modeProblems(name: EnvironmentName, config: EnvironmentConfig): ConfigProblem[] {
  const modes = vendorModesOf(config);
  return (Object.keys(modes) as Vendor[])
    .filter((vendor) => !isModeAllowed(name, vendor, modes[vendor]))
    .map((vendor) => ({
      code: 'CONFIG_MODE_FORBIDDEN',
      path: `environments.${name}.vendors.${vendor}.mode`,
      message: `${vendor} may not run in mode "${modes[vendor]}" in ${name}.`,
      remedy: 'Choose a mode of the table in docs/architecture.md, "Environments".',
    }));
}

function settingProblems(name: EnvironmentName, config: EnvironmentConfig): ConfigProblem[] {
  const { richpanel, shopify, model } = config.vendors;
  const base = `environments.${name}.vendors`;
  const problems: ConfigProblem[] = [];
  const add = (code: string, path: string, message: string, remedy: string) =>
    problems.push({ code, path: `${base}.${path}`, message, remedy });
  if (richpanel.stubRate !== undefined && richpanel.mode !== 'stub') {
    add(
      'CONFIG_RATE_FIXED',
      'richpanel.stubRate',
      'The vendor’s limit of 50 per 30 s cannot be raised.',
      'Remove stubRate; it belongs to mode "stub" alone.',
    );
  }
  if ((CHANNELS as readonly string[]).includes(richpanel.testChannelId ?? '')) {
    add(
      'CONFIG_CHANNEL_TYPE',
      'richpanel.testChannelId',
      'This is a channel type, not the id of one channel.',
      'Put the id of the test channel there, as the helpdesk lists it.',
    );
  }
  if (
    shopify.mode === 'live-read' &&
    (shopify.shopDomain === undefined || shopify.apiVersion === undefined)
  ) {
    add(
      'CONFIG_SHOP_MISSING',
      'shopify',
      'Reading the live shop needs shopDomain and apiVersion.',
      'Add both, e.g. "example.myshopify.com" and "2026-07".',
    );
  }
  if (model.mode === 'live' && model.name === undefined) {
    add(
      'CONFIG_MODEL_MISSING',
      'model.name',
      'A live model must be pinned by name.',
      'Add the exact model name.',
    );
  }
  return problems;
}

function accountProblems(registry: Registry): ConfigProblem[] {
  const seen = new Map<string, EnvironmentName>();
  const problems: ConfigProblem[] = [];
  for (const name of ENVIRONMENT_NAMES) {
    const { accountId } = registry.environments[name];
    const other = seen.get(accountId);
    if (other !== undefined) {
      problems.push({
        code: 'CONFIG_ACCOUNT_SHARED',
        path: `environments.${name}.accountId`,
        message: `${name} and ${other} name the same account.`,
        remedy: 'Give each environment its own AWS account (R1.1).',
      });
    }
    seen.set(accountId, name);
  }
  return problems;
}

function schemaProblems(error: z.ZodError): ConfigProblem[] {
  return error.issues.map((issue) => ({
    code: 'CONFIG_INVALID',
    path: issue.path.join('.'),
    message: issue.message,
    remedy: 'Compare the file with its JSON Schema in config/schemas.',
  }));
}

/** Parses and judges a registry. Every problem is reported, not only the first. */
export function parseRegistry(
  value: unknown,
):
  | { readonly ok: true; readonly registry: Registry }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
  const parsed = registrySchema.safeParse(value);
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error) };
  const registry = parsed.data;
  const problems = accountProblems(registry);
  for (const name of ENVIRONMENT_NAMES) {
    const config = registry.environments[name];
    problems.push(...modeProblems(name, config), ...settingProblems(name, config));
  }
  return problems.length === 0 ? { ok: true, registry } : { ok: false, problems };
}
