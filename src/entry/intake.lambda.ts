import { type LambdaHttpResponse, toLambdaResponse } from '../http/lambda.ts';
import { problem } from '../http/problems.ts';
import { createAccountFunction } from './account-function.ts';

/** It reads no other secret, and no flag: it only makes deliveries durable. */
const enter = createAccountFunction(
  { need: 'secrets', secretIds: ['richpanel/webhook_token'] },
  process,
);

/**
 * Receives webhooks in an account. Where the account is not proved it answers 503 and queues nothing; where it is proved,
 * it answers 503 too, because this release has no queue in an account (docs/decisions/0007).
 */
export async function handler(): Promise<LambdaHttpResponse> {
  try {
    await enter();
  } catch {
    return toLambdaResponse(problem('IDENTITY_UNVERIFIED'));
  }
  return toLambdaResponse(problem('QUEUE_UNAVAILABLE'));
}
