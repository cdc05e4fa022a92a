import type { SecretId } from './resource.names.ts';
import type { VendorModes } from './vendor-modes.ts';

/**
 * The secrets that an environment's vendor modes need. The webhook token guards our own door, so every account has one;
 * the secret of a stub vendor is not even read.
 */
export function requiredSecrets(modes: VendorModes): readonly SecretId[] {
  const secrets: SecretId[] = ['richpanel/webhook_token'];
  if (modes.richpanel !== 'stub') secrets.push('richpanel/api_key', 'richpanel/bot_agent_id');
  if (modes.shopify !== 'stub') secrets.push('shopify/admin_api_token');
  if (modes.model !== 'embedded') secrets.push('openai/api_key');
  return secrets;
}
