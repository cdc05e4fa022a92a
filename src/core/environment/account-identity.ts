import type { Identity } from './identity.ts';

/** Asks every witness where this process runs. A witness that cannot be heard is silent, never assumed. */
export interface AccountIdentity {
  identify(): Promise<Identity>;
}
