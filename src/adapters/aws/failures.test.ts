import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AccountFailure, AccountServiceError } from '../../core/environment/account.ts';
import { accountServiceError, isNamed, toAccountFailure } from './failures.ts';

const sdkError = (name: string, status?: number) =>
  Object.assign(new Error(`User: arn:aws:sts::222233334444:assumed-role/x/canary ${name}`), {
    name,
    $metadata: { httpStatusCode: status },
    $response: { body: 'canary body' },
  });

describe('toAccountFailure', () => {
  it.each<[string, number, AccountFailure]>([
    ['ExpiredToken', 403, 'CREDENTIALS_EXPIRED'],
    ['ExpiredTokenException', 400, 'CREDENTIALS_EXPIRED'],
    ['InvalidClientTokenId', 403, 'CREDENTIALS_INVALID'],
    ['UnrecognizedClientException', 400, 'CREDENTIALS_INVALID'],
    ['SignatureDoesNotMatch', 403, 'CREDENTIALS_INVALID'],
    ['InvalidSignatureException', 400, 'CREDENTIALS_INVALID'],
    ['IncompleteSignature', 400, 'CREDENTIALS_INVALID'],
    ['IncompleteSignatureException', 400, 'CREDENTIALS_INVALID'],
    ['AccessDenied', 403, 'ACCESS_DENIED'],
    ['AccessDeniedException', 400, 'ACCESS_DENIED'],
    ['Throttling', 400, 'SERVICE_THROTTLED'],
    ['ThrottlingException', 400, 'SERVICE_THROTTLED'],
    ['TooManyRequestsException', 429, 'SERVICE_THROTTLED'],
    ['RequestLimitExceeded', 503, 'SERVICE_THROTTLED'],
    ['DecryptionFailure', 400, 'UNDECRYPTABLE'],
    ['InvalidKeyId', 400, 'UNDECRYPTABLE'],
    ['KMSAccessDeniedException', 400, 'UNDECRYPTABLE'],
    ['KMSInvalidStateException', 400, 'UNDECRYPTABLE'],
    ['KMSDisabledException', 400, 'UNDECRYPTABLE'],
    ['KMSThrottlingException', 400, 'SERVICE_THROTTLED'],
    ['InternalServerError', 500, 'SERVICE_FAILED'],
    ['ValidationException', 400, 'SERVICE_FAILED'],
    ['Unknown', 503, 'SERVICE_FAILED'],
    ['Unknown', 429, 'SERVICE_THROTTLED'],
    ['Unknown', 403, 'ACCESS_DENIED'],
    ['Unknown', 302, 'SERVICE_FAILED'],
    ['SyntaxError', 200, 'ANSWER_UNREADABLE'],
    ['SyntaxError', 502, 'SERVICE_FAILED'],
  ])('calls %s with status %i %s', (name, status, failure) => {
    expect(toAccountFailure(sdkError(name, status))).toBe(failure);
  });

  it.each<[string, unknown, AccountFailure]>([
    ['an answer of another shape', new z.ZodError([]), 'ANSWER_UNREADABLE'],
    ['an error without a status', new TypeError('x'), 'ANSWER_UNREADABLE'],
    ['what is no error', null, 'ANSWER_UNREADABLE'],
    ['an error of ours', new AccountServiceError('ENDPOINT_TIMEOUT', 'x'), 'ENDPOINT_TIMEOUT'],
  ])('calls %s %j %s', (_name, thrown, failure) => {
    expect(toAccountFailure(thrown)).toBe(failure);
  });

  it('never reads a message: text that names another failure changes nothing', () => {
    const error = sdkError('AccessDeniedException', 400);
    error.message = 'ExpiredTokenException: KMSDisabledException';

    expect(toAccountFailure(error)).toBe('ACCESS_DENIED');
  });
});

describe('R2.3 accountServiceError', () => {
  it('keeps name and status, and no cause', () => {
    const error = accountServiceError(sdkError('AccessDeniedException', 400), 'SSM');

    expect(error).toMatchObject({
      code: 'ACCESS_DENIED',
      disposition: 'retry',
      context: { errorName: 'AccessDeniedException', status: 400 },
    });
    expect(error.cause).toBeUndefined();
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('canary');
  });

  it('does not keep a name that is no name', () => {
    const error = accountServiceError(sdkError('canary.person@example.com', 400), 'SSM');

    expect(error.context).toEqual({ errorName: 'Unknown', status: 400 });
  });
});

describe('isNamed', () => {
  it('looks at whole names', () => {
    expect(isNamed(sdkError('ParameterNotFound'), 'ParameterNotFound')).toBe(true);
    expect(isNamed(sdkError('ValidationException'), 'Validation')).toBe(true);
    expect(isNamed(sdkError('ParameterNotFoundEither'), 'ParameterNotFound')).toBe(false);
  });
});
