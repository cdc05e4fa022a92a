import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import {
  committedRegistry,
  filledRegistry,
  getResource,
  resourcesOf,
  synthesise,
  templateOf,
  textOf,
} from './assembly.ts';
import { statementsOf } from './statements.ts';

const assembly = synthesise(committedRegistry());
const filled = synthesise(filledRegistry());

const namesOf = (environment: EnvironmentName, type: string, key: string, from = assembly) =>
  resourcesOf(templateOf(from, environment), type).map(({ Properties }) => Properties[key]);
const redriveSchema = z.object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() });
const functionSchema = z.looseObject({ Timeout: z.number() });

/** Everything that would make something of ours reachable by anybody. The HTTP API is the only way in. */
const PUBLIC_TYPES = [
  'AWS::Lambda::Url',
  'AWS::S3::Bucket',
  'AWS::ApiGateway::RestApi',
  'AWS::EC2::Instance',
];

describe.each(ENVIRONMENT_NAMES)('the stack of %s', (environment) => {
  const template = templateOf(assembly, environment);
  const prefix = `rp-mw-${environment}`;

  it('has dead letters for every queue, which go back to that queue alone', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue');
    const deadLetters = getResource(
      template,
      'AWS::SQS::Queue',
      'QueueName',
      `${prefix}-events-dlq.fifo`,
    );

    for (const queue of queues.filter(({ id }) => id !== deadLetters.id)) {
      const redrive = redriveSchema.parse(queue.Properties['RedrivePolicy']);
      expect(textOf(redrive.deadLetterTargetArn)).toBe(`<${deadLetters.id}.Arn>`);
      expect(redrive.maxReceiveCount).toBe(100);
      expect(queue.Properties['MessageRetentionPeriod']).toBe(4 * 86_400);
    }
    expect(queues).toHaveLength(2);
    expect(deadLetters.Properties['MessageRetentionPeriod']).toBe(14 * 86_400);
    expect(deadLetters.Properties['RedriveAllowPolicy']).toMatchObject({
      redrivePermission: 'byQueue',
    });
    expect(JSON.stringify(deadLetters.Properties['RedriveAllowPolicy'])).toContain(
      `${prefix}-events.fifo`,
    );
  });

  it('keeps order, encrypts and refuses plain connections on queues and topic', () => {
    for (const { Properties } of resourcesOf(template, 'AWS::SQS::Queue'))
      expect(Properties).toMatchObject({ FifoQueue: true, SqsManagedSseEnabled: true });
    expect(resourcesOf(template, 'AWS::SNS::Topic')[0]?.Properties['KmsMasterKeyId']).toBeDefined();

    const plain = statementsOf(template).filter(
      ({ Condition }) => Condition?.['Bool']?.['aws:SecureTransport'] === 'false',
    );
    expect(plain.map(({ Effect, owner }) => `${Effect} ${owner.Type}`).sort()).toEqual([
      'Deny AWS::SNS::TopicPolicy',
      'Deny AWS::SQS::QueuePolicy',
      'Deny AWS::SQS::QueuePolicy',
    ]);
  });

  it('hides a received message for at least six time-outs of the worker', () => {
    const queue = getResource(template, 'AWS::SQS::Queue', 'QueueName', `${prefix}-events.fifo`);
    const worker = functionSchema.parse(
      getResource(template, 'AWS::Lambda::Function', 'FunctionName', `${prefix}-worker`).Properties,
    );

    expect(queue.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * worker.Timeout);
  });

  it('hands the worker one message at a time, with partial failures and a bound on workers', () => {
    const [mapping, ...others] = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');

    expect(others).toEqual([]);
    expect(mapping?.Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(mapping?.Properties['ScalingConfig']).toEqual({ MaximumConcurrency: 5 });
  });

  it('runs functions of the stated size, that know their environment by name', () => {
    const common = {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Environment: { Variables: { RPMW_ENV: environment } },
    };
    const lambda = (thing: string) =>
      getResource(template, 'AWS::Lambda::Function', 'FunctionName', `${prefix}-${thing}`)
        .Properties;

    expect(lambda('intake')).toMatchObject({ ...common, MemorySize: 512, Timeout: 5 });
    expect(lambda('worker')).toMatchObject({ ...common, MemorySize: 1_024, Timeout: 60 });
    expect(resourcesOf(template, 'AWS::Lambda::Function')).toHaveLength(2);
  });

  it('keeps tables on demand, expiring, recoverable, encrypted and protected', () => {
    const things = [
      'effects',
      'ledger',
      'conversations',
      ...(environment === 'prod' ? [] : ['stub']),
    ];
    const tables = resourcesOf(template, 'AWS::DynamoDB::Table');

    expect(tables.map(({ Properties }) => Properties['TableName'])).toEqual(
      things.map((thing) => `rp_mw_${environment}_${thing}`),
    );
    for (const table of tables) {
      expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(table.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: false },
        DeletionProtectionEnabled: true,
      });
    }
  });

  it('keeps queues, secrets and logs when the stack goes, and nothing empty of a creation that failed', () => {
    const kept = [
      ['AWS::SQS::Queue', 'RetainExceptOnCreate'],
      ['AWS::SecretsManager::Secret', 'RetainExceptOnCreate'],
      ['AWS::Logs::LogGroup', 'Retain'],
    ] as const;
    for (const [type, DeletionPolicy] of kept) {
      const resources = resourcesOf(template, type);
      expect(resources.length, type).toBeGreaterThan(0);
      for (const resource of resources)
        expect(resource, resource.id).toMatchObject({
          DeletionPolicy,
          UpdateReplacePolicy: 'Retain',
        });
    }
  });

  it('bounds every log, with one group a function', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    const days = environment === 'dev' ? 14 : 30;

    expect(groups.map(({ Properties }) => Properties['LogGroupName']).sort()).toEqual([
      `/aws/apigateway/${prefix}-webhooks`,
      `/aws/lambda/${prefix}-intake`,
      `/aws/lambda/${prefix}-worker`,
    ]);
    for (const { Properties } of groups) expect(Properties['RetentionInDays']).toBe(days);
    for (const { Properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      const { id } = getResource(
        template,
        'AWS::Logs::LogGroup',
        'LogGroupName',
        `/aws/lambda/${String(Properties['FunctionName'])}`,
      );
      expect(Properties['LoggingConfig']).toEqual({ LogGroup: { Ref: id } });
    }
  });

  it('takes webhooks by POST on two paths, throttled, and logs neither bodies nor headers', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');

    expect(namesOf(environment, 'AWS::ApiGatewayV2::Route', 'RouteKey')).toEqual([
      'POST /webhooks/richpanel',
      'POST /webhook',
    ]);
    expect(stage?.Properties['DefaultRouteSettings']).toMatchObject({
      ThrottlingRateLimit: 20,
      ThrottlingBurstLimit: 50,
    });
    const format = JSON.stringify(stage?.Properties['AccessLogSettings']);
    expect(format).toContain('$context.status');
    for (const personal of [
      'sourceIp',
      'userAgent',
      'header',
      'body',
      'querystring',
      '$context.path',
      'identity',
      'authorizer',
    ])
      expect(format).not.toContain(personal);
  });

  it('lets the gateway invoke the intake on exactly its two routes', () => {
    const sources = namesOf(environment, 'AWS::Lambda::Permission', 'SourceArn').map(textOf);

    expect(sources.map((source) => source.slice(source.indexOf('/')))).toEqual([
      '/$default/POST/webhooks/richpanel',
      '/$default/POST/webhook',
    ]);
    expect(namesOf(environment, 'AWS::Lambda::Permission', 'Principal')).toEqual([
      'apigateway.amazonaws.com',
      'apigateway.amazonaws.com',
    ]);
  });

  it('says where webhooks go and what to subscribe to', () => {
    const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
    const [topic] = resourcesOf(template, 'AWS::SNS::Topic');
    const outputs = Object.entries(template.Outputs).map(([name, { Value }]) => [
      name,
      textOf(Value),
    ]);

    expect(outputs).toEqual([
      ['WebhookUrl', `<${api?.id}.ApiEndpoint>/webhooks/richpanel`],
      ['AlarmTopicArn', `<${topic?.id}>`],
    ]);
  });

  it('opens nothing to the public', () => {
    expect(resourcesOf(template).filter(({ Type }) => PUBLIC_TYPES.includes(Type))).toEqual([]);
    const toAnybody = statementsOf(template).filter(({ Principal }) =>
      JSON.stringify(Principal ?? '').includes('"*"'),
    );
    expect(toAnybody.filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
  });

  it('holds neither the marker nor a flag: no parameter at all', () => {
    expect(resourcesOf(template).filter(({ Type }) => Type.startsWith('AWS::SSM::'))).toEqual([]);
  });
});

describe('R9.1 secrets', () => {
  const secrets = (environment: EnvironmentName, from = assembly) =>
    namesOf(environment, 'AWS::SecretsManager::Secret', 'Name', from).map((name) =>
      String(name).replace(`rp-mw/${environment}/`, ''),
    );
  const ALL = [
    'richpanel/webhook_token',
    'richpanel/api_key',
    'richpanel/bot_agent_id',
    'shopify/admin_api_token',
    'openai/api_key',
  ];

  it('are those that the vendor modes need; the webhook token always', () => {
    expect(secrets('dev')).toEqual(['richpanel/webhook_token']);
    expect(secrets('staging')).toEqual(['richpanel/webhook_token']);
    expect(secrets('prod')).toEqual(ALL.filter((id) => !id.startsWith('openai')));
    expect(secrets('prod', filled)).toEqual(ALL);
    expect(secrets('dev', filled)).toEqual(ALL.filter((id) => !id.startsWith('shopify')));
  });

  it('are created without a value, generated or written', () => {
    for (const environment of ENVIRONMENT_NAMES)
      for (const { Properties } of resourcesOf(
        templateOf(filled, environment),
        'AWS::SecretsManager::Secret',
      ))
        expect(Object.keys(Properties).sort()).toEqual(['Description', 'Name', 'Tags']);
  });
});
