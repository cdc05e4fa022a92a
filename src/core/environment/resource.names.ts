import type { EnvironmentName } from './names.ts';
import type { VendorModes } from './vendor-modes.ts';

/** Names of everything an account holds. Each exists once, here, for stacks, adapters, commands and docs. */
export const SERVICE_NAME = 'richpanel-middleware';

export const STACK_PREFIX = 'RichpanelMiddleware';

/** The optional stack of the organisation's guard rails (R1.2); it lives in the management account. */
export const ORGANISATION_STACK = 'OrganisationGuardRails';

/** `RichpanelMiddleware-<env>`; no other stack's name starts so. */
export function stackName(environment: EnvironmentName): string {
  return `${STACK_PREFIX}-${environment}`;
}

/** `rp-mw-<env>-<thing>`: queues, functions, roles, topics, alarms. */
export function resourceName(environment: EnvironmentName, thing: string): string {
  return `rp-mw-${environment}-${thing}`;
}

/** `rp_mw_<env>_<thing>`. */
export function tableName(environment: EnvironmentName, thing: string): string {
  return `rp_mw_${environment}_${thing}`;
}

/** Tables of every environment, without their prefix. */
export const TABLES = ['effects', 'ledger', 'conversations'] as const;

/** What the vendor stub remembers; no such table exists in prod. */
export const STUB_TABLE = 'stub';

/** Every table has these keys, all text, and an item may carry the epoch second after which it expires. */
export const TABLE_ATTRIBUTES = { partition: 'pk', sort: 'sk', expiresAt: 'expires_at' } as const;

/** Where webhooks wait for the worker: one FIFO queue, a group per ticket. */
export function eventQueueName(environment: EnvironmentName): string {
  return `${resourceName(environment, 'events')}.fifo`;
}

export function deadLetterQueueName(environment: EnvironmentName): string {
  return `${resourceName(environment, 'events-dlq')}.fifo`;
}

/** `/aws/lambda/rp-mw-<env>-<function>`: one log group a function. */
export function logGroupName(environment: EnvironmentName, functionThing: string): string {
  return `/aws/lambda/${resourceName(environment, functionThing)}`;
}

/** `/aws/apigateway/rp-mw-<env>-<api>`: the access log of an API. */
export function accessLogGroupName(environment: EnvironmentName, apiThing: string): string {
  return `/aws/apigateway/${resourceName(environment, apiThing)}`;
}

/** The CloudWatch namespace of our own metrics. They have no dimensions: an alarm would have to repeat them. */
export function metricNamespace(environment: EnvironmentName): string {
  return `rp-mw/${environment}`;
}

/** `/rp-mw/<env>/<thing>`. */
export function parameterName(environment: EnvironmentName, thing: string): string {
  return `/rp-mw/${environment}/${thing}`;
}

/** The marker inside the account: its value is the environment's name. */
export function markerParameter(environment: EnvironmentName): string {
  return parameterName(environment, 'environment');
}

/** Every secret of an environment, without its prefix. */
export const SECRET_IDS = [
  'richpanel/webhook_token',
  'richpanel/api_key',
  'richpanel/bot_agent_id',
  'shopify/admin_api_token',
  'openai/api_key',
] as const;

export type SecretId = (typeof SECRET_IDS)[number];

/** `rp-mw/<env>/<id>`. */
export function secretName(environment: EnvironmentName, id: SecretId): string {
  return `rp-mw/${environment}/${id}`;
}

/** Tags on every taggable resource (R10.1); `cost-center` only where it is configured. */
export const TAG_KEYS = {
  environment: 'env',
  service: 'service',
  owner: 'owner',
  costCenter: 'cost-center',
} as const;

/**
 * The secrets that an environment's vendor modes need. The webhook token guards our own intake, so every account has one;
 * the secret of a stub vendor is not even read.
 */
export function requiredSecrets(modes: VendorModes): readonly SecretId[] {
  const secrets: SecretId[] = ['richpanel/webhook_token'];
  if (modes.richpanel !== 'stub') secrets.push('richpanel/api_key', 'richpanel/bot_agent_id');
  if (modes.shopify !== 'stub') secrets.push('shopify/admin_api_token');
  if (modes.model !== 'embedded') secrets.push('openai/api_key');
  return secrets;
}
