import { z } from 'zod';
import { VendorAnswerInvalidError } from '../../core/runtime/errors.ts';
import type { ShopAppFacts } from '../../core/vendors/shop-app.ts';

/** What the vendor calls things is shown in reports, so only short plain words are believed. */
const handle = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/);

const appSchema = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle })) }),
  shop: z.object({ myshopifyDomain: handle }),
  publicApiVersions: z.array(z.object({ handle, supported: z.boolean() })),
});

function sortedHandles(entries: readonly { readonly handle: string }[]): readonly string[] {
  return [...new Set(entries.map((entry) => entry.handle))].sort();
}

/**
 * Reads the data that `APP_DOCUMENT` asks for.
 * @throws {VendorAnswerInvalidError} when any part of it is missing or odd: a scope that cannot be read may be the one
 *   that writes
 */
export function parseApp(data: unknown): ShopAppFacts {
  const parsed = appSchema.safeParse(data);
  if (!parsed.success) throw new VendorAnswerInvalidError('shopify', 'app');
  const { currentAppInstallation, shop, publicApiVersions } = parsed.data;
  return {
    domain: shop.myshopifyDomain,
    accessScopes: sortedHandles(currentAppInstallation.accessScopes),
    supportedVersions: sortedHandles(publicApiVersions.filter((version) => version.supported)),
  };
}
