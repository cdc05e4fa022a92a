import type { Permit } from '../gate/permit.ts';
import type { PreparedRequest } from '../gate/request.ts';

/** What the shop says of the token: whose shop it opens, what it may do, and which API versions there are. */
export interface ShopAppFacts {
  /** `example.myshopify.com`. */
  readonly domain: string;
  /** Handles such as `read_orders`, sorted. */
  readonly accessScopes: readonly string[];
  /** Handles such as `2026-07`, only those that the shop calls supported. */
  readonly supportedVersions: readonly string[];
}

/** Reads the facts of our own app in the shop; no order, no customer. Two halves as in `Helpdesk`. */
export interface ShopApp {
  /** `operation` is the parsed type of the document that would be sent. */
  prepareReadApp(): {
    readonly request: PreparedRequest<'shop.app.read'>;
    readonly operation: string;
  };
  /** Sends once. @throws what `Helpdesk` reads throw */
  readApp(
    request: PreparedRequest<'shop.app.read'>,
    permit: Permit<'shop.app.read'>,
  ): Promise<ShopAppFacts>;
}
