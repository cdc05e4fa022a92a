import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { z } from 'zod';
import { type ClientSettings, clientSettings } from './client-settings.ts';

const assumedSchema = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    SecretAccessKey: z.string().min(1),
    SessionToken: z.string().min(1),
    Expiration: z.date(),
  }),
});

function toIdentity(answer: unknown): AwsCredentialIdentity {
  const { Credentials } = assumedSchema.parse(answer);
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
    expiration: Credentials.Expiration,
  };
}

async function once<T>(client: STSClient, ask: (client: STSClient) => Promise<T>): Promise<T> {
  try {
    return await ask(client);
  } finally {
    client.destroy();
  }
}

/**
 * How profiles with a role get their credentials. The SDK's own way would choose an endpoint by the profile; here it
 * is the environment's STS, through the same handler as every other call.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (read 2026-11-26)
 */
export function createRoleAssumers(settings: ClientSettings) {
  return {
    roleAssumer: async (credentials: AwsCredentialIdentity, input: AssumeRoleCommandInput) =>
      once(new STSClient({ ...clientSettings(settings), credentials }), async (client) =>
        toIdentity(await client.send(new AssumeRoleCommand(input))),
      ),
    roleAssumerWithWebIdentity: async (input: AssumeRoleWithWebIdentityCommandInput) =>
      once(new STSClient(clientSettings(settings)), async (client) =>
        toIdentity(await client.send(new AssumeRoleWithWebIdentityCommand(input))),
      ),
  };
}
