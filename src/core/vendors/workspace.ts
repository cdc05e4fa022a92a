import type { Permit } from '../gate/permit.ts';
import type { PreparedRequest } from '../gate/request.ts';

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
