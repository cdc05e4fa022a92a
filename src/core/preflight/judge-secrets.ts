import type { AccountFailure } from '../environment/account-failure.ts';
import type { EnvironmentName } from '../environment/names.ts';
import { type SecretId, TAG_KEYS } from '../environment/resource.names.ts';
import type { SecretDescription, SecretReading } from '../environment/secret-vault.ts';
import { type Finding, failed, passed, skipped } from './check.ts';
import { liveValues } from './live-values.ts';
import { isElsewhere, type Place } from './place.ts';
import { judgeSecretValues } from './secret-content.ts';

export function secretCheckId(id: SecretId, aspect?: 'tag' | 'fingerprint'): string {
  return aspect === undefined ? `secret.${id}` : `secret.${id}.${aspect}`;
}

function failureCode(failure: AccountFailure, whenDenied: string): string {
  if (failure === 'ACCESS_DENIED') return whenDenied;
  return failure === 'UNDECRYPTABLE' ? 'SECRET_UNDECRYPTABLE' : failure;
}

function judgeDescription(
  checkId: string,
  description: SecretDescription,
  expected: Place,
): Finding | null {
  switch (description.outcome) {
    case 'missing':
      return failed(checkId, 'SECRET_MISSING', 'there is no such secret');
    case 'failed': {
      const code = failureCode(description.failure, 'SECRET_DESCRIBE_DENIED');
      return failed(checkId, code, 'it cannot be described');
    }
    default:
      if (description.isDeletionScheduled)
        return failed(checkId, 'SECRET_DELETION_SCHEDULED', 'it is scheduled for deletion');
      return isElsewhere(description.place, expected)
        ? failed(checkId, 'SECRET_ELSEWHERE', 'it was answered from another account or region')
        : null;
  }
}

function judgeReading(checkId: string, id: SecretId, reading: SecretReading): Finding {
  switch (reading.outcome) {
    case 'missing':
      return failed(checkId, 'SECRET_MISSING', 'there is no such secret');
    case 'deletion-scheduled':
      return failed(checkId, 'SECRET_DELETION_SCHEDULED', 'it is scheduled for deletion');
    case 'empty':
      return failed(checkId, 'SECRET_EMPTY', 'it has no value yet');
    case 'failed':
      return failed(
        checkId,
        failureCode(reading.failure, 'SECRET_READ_DENIED'),
        'it is unreadable',
      );
    default: {
      const values = liveValues(id, reading.value.reveal());
      const code = values === null ? 'SECRET_SHAPE_WRONG' : judgeSecretValues(id, values);
      return code === null
        ? passed(checkId, 'readable and plausible')
        : failed(checkId, code, 'its value cannot be right');
    }
  }
}

/** A secret exists, can be described and read, and its value is plausible (R2.2, incidents 19, 21). */
export function judgeSecret(
  id: SecretId,
  description: SecretDescription,
  reading: SecretReading,
  expected: Place,
): Finding {
  const checkId = secretCheckId(id);
  return judgeDescription(checkId, description, expected) ?? judgeReading(checkId, id, reading);
}

/** The secret is tagged with this environment: a witness that a key was not copied from another one (R9.1). */
export function judgeSecretTag(
  id: SecretId,
  description: SecretDescription,
  environment: EnvironmentName,
): Finding {
  const checkId = secretCheckId(id, 'tag');
  if (description.outcome !== 'described') return skipped(checkId, secretCheckId(id));
  const isOwn = description.tags.get(TAG_KEYS.environment) === environment;
  return isOwn
    ? passed(checkId, `${TAG_KEYS.environment}=${environment}`)
    : failed(
        checkId,
        'SECRET_TAG_DIFFERS',
        `its tag ${TAG_KEYS.environment} is not ${environment}`,
      );
}
