import type { AccountFailure } from '../../core/environment/account-failure.ts';
import { AccountServiceError } from '../../core/environment/account-failure.ts';
import type { TransportFailure } from './transport.ts';

const FAILURE_OF: Readonly<Record<TransportFailure, AccountFailure>> = {
  'not-connected': 'ENDPOINT_UNREACHABLE',
  reset: 'ENDPOINT_UNREACHABLE',
  truncated: 'ENDPOINT_UNREACHABLE',
  'connect-timeout': 'ENDPOINT_TIMEOUT',
  timeout: 'ENDPOINT_TIMEOUT',
  'too-large': 'ANSWER_UNREADABLE',
};

/** Why a try of an SDK client brought no answer. Holds the code and nothing of the request. */
export class SdkCallError extends AccountServiceError {
  /** What SDK clients look for before they try again; a time-out is final, or a call could last three of them. */
  readonly $retryable: Readonly<Record<never, never>> | undefined;

  constructor(failure: AccountFailure) {
    super(failure, 'a service of the account');
    this.$retryable = failure === 'ENDPOINT_UNREACHABLE' ? {} : undefined;
  }
}

export function toAccountFailure(reason: TransportFailure): AccountFailure {
  return FAILURE_OF[reason];
}
