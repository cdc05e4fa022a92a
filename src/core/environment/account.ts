import type { Sensitive } from '../redaction/sensitive.ts';
import { type ErrorOptions, MiddlewareError } from '../runtime/errors.ts';

/**
 * Why a service of the account gave no usable answer. Adapters tell them apart by status and error code, never by
 * text. `UNDECRYPTABLE`: the value is there and its key cannot be used.
 */
export const ACCOUNT_FAILURES = [
  'CREDENTIALS_MISSING',
  'CREDENTIALS_EXPIRED',
  'CREDENTIALS_INVALID',
  'ACCESS_DENIED',
  'UNDECRYPTABLE',
  'ENDPOINT_UNREACHABLE',
  'ENDPOINT_TIMEOUT',
  'ENDPOINT_NOT_LISTED',
  'SERVICE_THROTTLED',
  'SERVICE_FAILED',
  'ANSWER_UNREADABLE',
] as const;

export type AccountFailure = (typeof ACCOUNT_FAILURES)[number];

/** Where a resource says that it lives, from its ARN; the rest of an ARN is never kept. */
export interface ResourcePlace {
  readonly accountId: string;
  readonly region: string;
}

/** A service of the account did not do what was asked; `code` is one of `ACCOUNT_FAILURES`. */
export class AccountServiceError extends MiddlewareError {
  constructor(code: AccountFailure, service: string, options: ErrorOptions = {}) {
    super(code, 'retry', `${service} did not answer as it should`, options);
  }
}

/**
 * What the caller's credentials say. Only the account's id is taken from the answer: the ARN's session name is often a
 * person's e-mail address (R2.3).
 */
export type CallerReading =
  | { readonly outcome: 'caller'; readonly accountId: string; readonly serverTimeMs: number | null }
  | {
      readonly outcome: 'failed';
      readonly failure: AccountFailure;
      /** What the service's own clock said, also on a refusal; null when nothing answered. */
      readonly serverTimeMs: number | null;
    };

/** Asks whose credentials these are. Never throws, never caches. */
export interface CallerIdentity {
  whoAmI(): Promise<CallerReading>;
}

/** What one read of a parameter gave. `raw` is untrusted text, exactly as stored. */
export type ParameterReading =
  | {
      readonly state: 'raw';
      readonly raw: string;
      readonly version: number;
      /** Null when the store names no place. */
      readonly place: ResourcePlace | null;
    }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly failure: AccountFailure };

/** The parameters of an account, by full name. Every read asks the store. */
export interface ParameterStore {
  /**
   * Never throws: what cannot be read is `unreadable`. Names are read ten a call, all calls at once; a batch that is
   * refused is read one by one, so that one bad parameter hides no other.
   * @returns an entry for every name asked for
   */
  read(names: readonly string[]): Promise<ReadonlyMap<string, ParameterReading>>;
  /** Writes a parameter that does not exist, and changes none that does. @throws {AccountServiceError} */
  create(name: string, raw: string): Promise<'created' | 'exists'>;
  /** Writes a parameter over what it held. @returns its version, from 1 @throws {AccountServiceError} */
  overwrite(name: string, raw: string): Promise<number>;
}

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
