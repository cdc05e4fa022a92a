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
