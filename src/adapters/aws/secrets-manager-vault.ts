import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type {
  SecretDescription,
  SecretReading,
  SecretVault,
} from '../../core/environment/account.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { isNamed, placeOf, toAccountFailure } from './failures.ts';

const descriptionSchema = z.object({
  ARN: z.string(),
  DeletedDate: z.date().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string().default('') })).default([]),
});
/** Binary secrets are refused: every one of ours is text. */
const valueSchema = z.object({ SecretString: z.string(), SecretBinary: z.undefined().optional() });

async function describe(client: SecretsManagerClient, name: string): Promise<SecretDescription> {
  try {
    const answer = await client.send(new DescribeSecretCommand({ SecretId: name }));
    const { ARN, DeletedDate, Tags } = descriptionSchema.parse(answer);
    return {
      outcome: 'described',
      tags: new Map(Tags.map(({ Key, Value }) => [Key, Value])),
      isDeletionScheduled: DeletedDate !== undefined,
      place: placeOf(ARN),
    };
  } catch (thrown) {
    if (isNamed(thrown, 'ResourceNotFound')) return { outcome: 'missing' };
    return { outcome: 'failed', failure: toAccountFailure(thrown) };
  }
}

/**
 * Two refusals of a read have two causes each, told apart in their text alone; the description decides: no secret or
 * no current version of it, and a scheduled deletion or some other state.
 */
async function explainRefusal(
  client: SecretsManagerClient,
  name: string,
  isFound: boolean,
): Promise<SecretReading> {
  const description = await describe(client, name);
  if (description.outcome !== 'described') return description;
  if (description.isDeletionScheduled) return { outcome: 'deletion-scheduled' };
  return isFound ? { outcome: 'failed', failure: 'SERVICE_FAILED' } : { outcome: 'empty' };
}

async function read(client: SecretsManagerClient, name: string): Promise<SecretReading> {
  try {
    const input = { SecretId: name, VersionStage: 'AWSCURRENT' };
    const answer = valueSchema.parse(await client.send(new GetSecretValueCommand(input)));
    if (answer.SecretString === '') return { outcome: 'empty' };
    return { outcome: 'value', value: new Sensitive(answer.SecretString) };
  } catch (thrown) {
    if (isNamed(thrown, 'ResourceNotFound')) return explainRefusal(client, name, false);
    if (isNamed(thrown, 'InvalidRequest')) return explainRefusal(client, name, true);
    return { outcome: 'failed', failure: toAccountFailure(thrown) };
  }
}

/** Secrets in Secrets Manager: the version with the stage `AWSCURRENT`, as text. Nothing is written. */
export function createSecretsManagerVault({
  client,
}: {
  readonly client: SecretsManagerClient;
}): SecretVault {
  return {
    describe: (name) => describe(client, name),
    read: (name) => read(client, name),
  };
}
