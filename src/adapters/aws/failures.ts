import { z } from 'zod';
import {
  ACCOUNT_FAILURES,
  type AccountFailure,
  AccountServiceError,
  type ResourcePlace,
} from '../../core/environment/account.ts';

/** All that is read of an error of the SDK: messages, ARNs and hidden answers hang on the same object. */
const sdkErrorSchema = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z]{1,64}$/)
    .catch('Unknown'),
  $metadata: z.object({ httpStatusCode: z.int().optional() }).catch({}),
});

/**
 * Error names without their ending `Exception`: Query services leave it out, JSON services do not.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html (read 2026-11-26)
 */
const FAILURE_OF = new Map<string, AccountFailure>([
  ...named('CREDENTIALS_EXPIRED', 'ExpiredToken', 'RequestExpired', 'TokenRefreshRequired'),
  ...named(
    'CREDENTIALS_INVALID',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'InvalidIdentityToken',
    'UnrecognizedClient',
    'SignatureDoesNotMatch',
    'InvalidSignature',
    'IncompleteSignature',
    'MissingAuthenticationToken',
    'AuthFailure',
    'RequestTimeTooSkewed',
    'RequestInTheFuture',
  ),
  ...named('ACCESS_DENIED', 'AccessDenied', 'UnauthorizedOperation', 'OptInRequired'),
  ...named(
    'SERVICE_THROTTLED',
    'Throttling',
    'Throttled',
    'TooManyRequests',
    'TooManyUpdates',
    'RequestLimitExceeded',
    'RequestThrottled',
    'SlowDown',
    'KMSThrottling',
  ),
  // A key that is denied, not gone, comes as AccessDenied in both services: nothing but its text tells it apart.
  ...named(
    'UNDECRYPTABLE',
    'DecryptionFailure',
    'InvalidKeyId',
    'InvalidCiphertext',
    'KMSAccessDenied',
    'KMSDisabled',
    'KMSInternal',
    'KMSInvalidState',
    'KMSNotFound',
    'KMSOptInRequired',
  ),
]);

function named(failure: AccountFailure, ...names: readonly string[]) {
  return names.map((name) => [name, failure] as const);
}

function failureOfStatus(status: number | undefined): AccountFailure {
  // No status: the SDK broke off while it read an answer. A good status: the same, with the status at hand.
  if (status === undefined || status < 300) return 'ANSWER_UNREADABLE';
  if (status === 429) return 'SERVICE_THROTTLED';
  return status === 401 || status === 403 ? 'ACCESS_DENIED' : 'SERVICE_FAILED';
}

function read(thrown: unknown): { readonly name: string; readonly status: number | undefined } {
  const parsed = sdkErrorSchema.safeParse(thrown);
  if (!parsed.success) return { name: 'Unknown', status: undefined };
  return { name: parsed.data.name, status: parsed.data.$metadata.httpStatusCode };
}

/** True for an error that the service gave this name, with or without the ending `Exception`. */
export function isNamed(thrown: unknown, name: string): boolean {
  return read(thrown).name.replace(/Exception$/, '') === name;
}

/** What a thrown thing means, by its name and status alone. */
export function toAccountFailure(thrown: unknown): AccountFailure {
  if (thrown instanceof AccountServiceError) {
    return ACCOUNT_FAILURES.find((code) => code === thrown.code) ?? 'SERVICE_FAILED';
  }
  if (thrown instanceof z.ZodError) return 'ANSWER_UNREADABLE';
  const { name, status } = read(thrown);
  return FAILURE_OF.get(name.replace(/Exception$/, '')) ?? failureOfStatus(status);
}

/**
 * An error of ours for one of the SDK. Name and status are all that is kept: the SDK's own object holds ARNs, session
 * names and whole answers, so it is no `cause`.
 */
export function accountServiceError(thrown: unknown, service: string): AccountServiceError {
  const { name, status } = read(thrown);
  return new AccountServiceError(toAccountFailure(thrown), service, {
    context: { errorName: name, status: status ?? null },
  });
}

const ARN = /^arn:[a-z-]+:[a-z0-9-]+:([a-z0-9-]+):(\d{12}):/;

/** Account and region of an ARN, the only parts that are ever kept; null where it names none. */
export function placeOf(arn: string | undefined): ResourcePlace | null {
  const [, region, accountId] = ARN.exec(arn ?? '') ?? [];
  return region === undefined || accountId === undefined ? null : { accountId, region };
}
