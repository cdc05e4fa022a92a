import { createHash } from 'node:crypto';
import type { EnvironmentName } from '../../../src/core/environment/names.ts';
import type { SecretId } from '../../../src/core/environment/resource.names.ts';

/** A text of `length` characters that no other label gives and nobody would type. */
export function unlikelyText(label: string, length: number, encoding: 'hex' | 'base64url'): string {
  const hash = createHash('sha512').update(label).digest(encoding);
  // No sign that a shape, a query or a path would read as something else.
  return hash.replaceAll(/[^0-9A-Za-z]/g, 'q').slice(0, length);
}

/** A good value for every secret, a different one in every environment. Made, so that no file holds what looks like a key. */
export function goodSecret(environment: EnvironmentName, id: SecretId, turn = 'first'): string {
  const label = `${environment} ${id} ${turn}`;
  switch (id) {
    case 'shopify/admin_api_token':
      return `shpat_${unlikelyText(label, 32, 'hex')}`;
    case 'openai/api_key':
      return `sk-${unlikelyText(label, 40, 'base64url')}`;
    default:
      return unlikelyText(label, 32, 'base64url');
  }
}
