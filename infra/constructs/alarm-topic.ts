import {
  AccountRootPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { resourceName } from '../../src/core/environment/resource.names.ts';
import type { ServiceContext } from './service-context.ts';

/** What the account may do with the key: everything that keeps it manageable, and no use of it. */
const KEY_ADMINISTRATION = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListAliases',
  'ListKeyPolicies',
  'ListResourceTags',
  'PutKeyPolicy',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
].map((action) => `kms:${action}`);

const cloudWatch = () => new ServicePrincipal('cloudwatch.amazonaws.com');

/** In a key's own policy `*` means this key and no other. */
function keyPolicy(account: string): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'Administer',
        principals: [new AccountRootPrincipal()],
        actions: KEY_ADMINISTRATION,
        resources: ['*'],
      }),
      new PolicyStatement({
        sid: 'PublishAlarms',
        principals: [cloudWatch()],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    ],
  });
}

/**
 * Where alarms go; people subscribe to it in the account.
 * @see https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns the key that AWS manages for SNS would
 *   silently swallow every alarm, because CloudWatch may not use it (read 2026-11-26)
 */
export function createAlarmTopic(scope: Construct, { environment }: ServiceContext): Topic {
  const name = resourceName(environment, 'alarms');
  const { account } = Stack.of(scope);
  const masterKey = new Key(scope, 'TopicKey', {
    alias: `alias/${name}`,
    description: 'Encrypts alarm notifications.',
    enableKeyRotation: true,
    policy: keyPolicy(account),
  });
  const topic = new Topic(scope, 'Topic', { topicName: name, masterKey, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'PublishAlarms',
      effect: Effect.ALLOW,
      principals: [cloudWatch()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return topic;
}
