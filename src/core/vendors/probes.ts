import type { PreparedRequest } from '../gate/effects.ts';
import type { Permit } from '../gate/permit.ts';

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

/** Asks whether the key is valid and the pinned model is there. No text is sent. Two halves as in `Helpdesk`. */
export interface ModelProbe {
  prepareProbe(): PreparedRequest<'model.probe'>;
  /** Sends once. @returns the id of the model as the vendor names it @throws what `Helpdesk` reads throw */
  probe(request: PreparedRequest<'model.probe'>, permit: Permit<'model.probe'>): Promise<string>;
}

type Read = PreparedRequest<'workspace.read'>;

/**
 * What tells one helpdesk workspace from another: the ids of its users and its channels, never a name or an address.
 * Two halves as in `Helpdesk`. Sends once; throws what `Helpdesk` reads throw.
 */
export interface Workspace {
  prepareListUsers(): Read;
  prepareListChannels(): Read;
  /** @returns ids, sorted, without duplicates */
  listUsers(request: Read, permit: Permit<'workspace.read'>): Promise<readonly string[]>;
  /** @returns ids, sorted, without duplicates */
  listChannels(request: Read, permit: Permit<'workspace.read'>): Promise<readonly string[]>;
}
