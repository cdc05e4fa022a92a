import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEST_ACCOUNT, TEST_REGION, useTestCredentials } from './account-fixture.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';

useTestCredentials();

let standIn: AwsStandIn;
beforeEach(async () => {
  standIn = await startAwsStandIn({ accountId: TEST_ACCOUNT, region: TEST_REGION });
});
afterEach(() => standIn.close());

const settings = (region = TEST_REGION) => ({ region, endpoint: standIn.origin, maxAttempts: 1 });

describe('the AWS stand-in', () => {
  it('tells the caller, session name and all, as AWS does', async () => {
    const answer = await new STSClient(settings()).send(new GetCallerIdentityCommand({}));

    expect(answer).toMatchObject({
      Account: TEST_ACCOUNT,
      Arn: expect.stringContaining('canary.session@example.com'),
    });
  });

  it('is set up through its own API, and writes down what was called', async () => {
    const ssm = new SSMClient(settings());
    await ssm.send(new PutParameterCommand({ Name: '/p', Value: 'v', Type: 'SecureString' }));
    const hidden = await ssm.send(new GetParameterCommand({ Name: '/p' }));
    const open = await ssm.send(new GetParameterCommand({ Name: '/p', WithDecryption: true }));

    expect(hidden.Parameter?.Value).not.toBe('v');
    expect(open.Parameter).toMatchObject({ Value: 'v', Version: 1, Type: 'SecureString' });
    expect(standIn.journal).toEqual([
      { service: 'ssm', operation: 'PutParameter', name: '/p' },
      { service: 'ssm', operation: 'GetParameter', name: '/p' },
      { service: 'ssm', operation: 'GetParameter', name: '/p' },
    ]);
  });

  it('keeps secrets with stages and tags', async () => {
    const client = new SecretsManagerClient(settings());
    const SecretId = 'rp-mw/dev/x';
    await client.send(new CreateSecretCommand({ Name: SecretId }));
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'one' }));
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' }));
    await client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'env', Value: 'dev' }] }));
    const VersionStage = 'AWSPREVIOUS';
    const before = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
    const now = await client.send(new GetSecretValueCommand({ SecretId }));
    const { Tags } = await client.send(new DescribeSecretCommand({ SecretId }));

    expect([before.SecretString, now.SecretString]).toEqual(['one', 'two']);
    expect(Tags).toEqual([{ Key: 'env', Value: 'dev' }]);
  });

  it('refuses what is signed for another region, in the form of each service', async () => {
    const abroad = settings('eu-west-1');
    const sts = new STSClient(abroad);
    const ssm = new SSMClient(abroad);

    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    await expect(ssm.send(new GetParameterCommand({ Name: '/p' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('refuses what is signed for another service, half, or not at all', async () => {
    const ask = async (authorization: string | null) => {
      const headers = { 'x-amz-target': 'AmazonSSM.GetParameter' };
      const response = await fetch(standIn.origin, {
        method: 'POST',
        headers: authorization === null ? headers : { ...headers, authorization },
        body: '{"Name":"/p"}',
      });
      return (await response.json()) as unknown;
    };
    const signed = (service: string) =>
      `AWS4-HMAC-SHA256 Credential=K/20261126/${TEST_REGION}/${service}/aws4_request, ` +
      `SignedHeaders=host, Signature=${'0'.repeat(64)}`;

    expect(await ask(null)).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect(await ask('AWS4-HMAC-SHA256 Credential=K')).toMatchObject({
      __type: 'IncompleteSignatureException',
    });
    expect(await ask(signed('sts'))).toMatchObject({ __type: 'InvalidSignatureException' });
    expect(await ask(signed('ssm'))).toMatchObject({ __type: 'ParameterNotFound' });
  });

  it('fails as often as it was told, and only where', async () => {
    const ssm = new SSMClient(settings());
    const read = (Name: string) => ssm.send(new GetParameterCommand({ Name }));
    standIn.fail({ kind: 'access-denied', operation: 'GetParameter', name: '/a', times: 1 });

    await expect(read('/b')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await expect(read('/a')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(read('/a')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});
