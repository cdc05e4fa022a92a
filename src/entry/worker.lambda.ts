import { MiddlewareError } from '../core/runtime/errors.ts';
import { createAccountFunction } from './account-function.ts';

const enter = createAccountFunction({ need: 'start' }, process);

/**
 * Takes jobs in an account. It throws, and the job goes back to the queue, where the account is not proved; where it is,
 * it throws too, because this release has no stores in an account (docs/decisions/0007).
 */
export async function handler(): Promise<never> {
  await enter();
  throw new MiddlewareError('ACCOUNT_STORES_UNAVAILABLE', 'retry', 'no worker runs in an account');
}
