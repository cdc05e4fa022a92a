import type { Sensitive } from '../redaction/sensitive.ts';
import type { AccountFailure, ResourcePlace } from './account-failure.ts';

/** What is known of a secret without its value. */
export type SecretDescription =
  | {
      readonly outcome: 'described';
      readonly tags: ReadonlyMap<string, string>;
      readonly isDeletionScheduled: boolean;
      readonly place: ResourcePlace | null;
    }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'failed'; readonly failure: AccountFailure };

/** `empty`: the secret exists and has no current version, as a stack creates it; or its value is the empty text. */
export type SecretReading =
  | { readonly outcome: 'value'; readonly value: Sensitive<string> }
  | { readonly outcome: 'empty' }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'deletion-scheduled' }
  | { readonly outcome: 'failed'; readonly failure: AccountFailure };

/** The secrets of an account, by full name. Never throws, never caches. */
export interface SecretVault {
  describe(name: string): Promise<SecretDescription>;
  read(name: string): Promise<SecretReading>;
}
