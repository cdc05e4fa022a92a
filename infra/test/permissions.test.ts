import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import { SECRET_IDS } from '../../src/core/environment/resource.names.ts';
import { REQUIRED_FLAGS, templateFlag } from '../../src/core/flags/names.ts';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS } from '../../src/core/replies/template-ids.ts';
import { filledRegistry, getResource, resourcesOf, synthesise, templateOf } from './assembly.ts';
import {
  judge,
  type Statement,
  statementsIn,
  statementsOf,
  statementsOfRole,
} from './statements.ts';

const registry = filledRegistry();
const assembly = synthesise(registry);
const ROLES = ['intake', 'worker', 'deploy', 'operator'] as const;
type RoleThing = (typeof ROLES)[number];

/** What one role of an environment may do, and the ARNs of what there is, as the template writes them. */
function roleIn(environment: EnvironmentName, thing: RoleThing) {
  const template = templateOf(assembly, environment);
  const statements = statementsOfRole(template, `rp-mw-${environment}-${thing}`);
  const { accountId } = registry.environments[environment];
  const arn = (type: string, key: string, name: string) =>
    getResource(template, type, key, name).id;
  return {
    statements,
    may: (action: string, on: string) => judge(statements, action, on),
    parameter: (name: string) =>
      `arn:<AWS::Partition>:ssm:us-east-2:${accountId}:parameter/rp-mw/${environment}/${name}`,
    queue: (name: string) =>
      `<${arn('AWS::SQS::Queue', 'QueueName', `rp-mw-${environment}-${name}.fifo`)}.Arn>`,
    table: (name: string) =>
      `<${arn('AWS::DynamoDB::Table', 'TableName', `rp_mw_${environment}_${name}`)}.Arn>`,
    secret: (id: string) =>
      `<${arn('AWS::SecretsManager::Secret', 'Name', `rp-mw/${environment}/${id}`)}>`,
  };
}

const MARKER = 'environment';
const SWITCHABLE = TEMPLATE_IDS.filter((id) => !NEVER_ENABLED_TEMPLATES.includes(id));
const FLAGS = [...REQUIRED_FLAGS, 'automation_channels', ...SWITCHABLE.map(templateFlag)];
const WRITES = [
  'ssm:PutParameter',
  'ssm:DeleteParameter',
  'ssm:DeleteParameters',
  'ssm:LabelParameterVersion',
];

const DESCRIBE = 'secretsmanager:DescribeSecret';
const READ = 'secretsmanager:GetSecretValue';

describe.each(ENVIRONMENT_NAMES)('D5 parameters of %s', (environment) => {
  it.each(['intake', 'worker', 'deploy'] as const)(
    'cannot be written by %s, neither flags nor marker',
    (thing) => {
      const { may, parameter } = roleIn(environment, thing);

      for (const name of [...FLAGS, MARKER, 'anything_else'])
        for (const write of WRITES)
          expect(may(write, parameter(name)), `${write} ${name}`).toBe('denied');
    },
  );

  it('are read by the worker by exact name: the marker and every flag that may exist', () => {
    const { may, parameter, statements } = roleIn(environment, 'worker');

    for (const name of [...FLAGS, MARKER]) {
      expect(may('ssm:GetParameter', parameter(name)), name).toBe('allowed');
      expect(may('ssm:GetParameters', parameter(name)), name).toBe('allowed');
    }
    expect(may('ssm:GetParameter', parameter('safe_mode2'))).toBe('not-allowed');
    expect(statements.flatMap(({ Action }) => Action)).not.toContain('ssm:GetParametersByPath');
  });

  it('are written by the operator alone, flags only, and none for a template that is never enabled', () => {
    const { may, parameter } = roleIn(environment, 'operator');

    for (const name of FLAGS)
      expect(may('ssm:PutParameter', parameter(name)), name).toBe('allowed');
    for (const name of [MARKER, ...NEVER_ENABLED_TEMPLATES.map(templateFlag)])
      expect(may('ssm:PutParameter', parameter(name)), name).toBe('not-allowed');
    expect(may('ssm:DeleteParameter', parameter('safe_mode'))).toBe('not-allowed');
  });

  it('are read by the intake no further than the marker', () => {
    const { may, parameter } = roleIn(environment, 'intake');

    expect(may('ssm:GetParameter', parameter(MARKER))).toBe('allowed');
    for (const name of FLAGS)
      expect(may('ssm:GetParameter', parameter(name)), name).toBe('not-allowed');
  });
});

describe.each(ENVIRONMENT_NAMES)('the roles of %s', (environment) => {
  it('let the intake send and read its token, and nothing else', () => {
    const { may, queue, secret, table } = roleIn(environment, 'intake');

    expect(may('sqs:SendMessage', queue('events'))).toBe('allowed');
    expect(may('secretsmanager:GetSecretValue', secret('richpanel/webhook_token'))).toBe('allowed');
    expect(may('sqs:ReceiveMessage', queue('events'))).toBe('not-allowed');
    expect(may('sqs:SendMessage', queue('events-dlq'))).toBe('not-allowed');
    expect(may('secretsmanager:GetSecretValue', secret('richpanel/api_key'))).toBe('not-allowed');
    for (const name of ['effects', 'ledger', 'conversations'])
      expect(may('dynamodb:GetItem', table(name))).toBe('not-allowed');
  });

  it('let the worker consume, keep state and append to the ledger, never change it', () => {
    const { may, queue, table } = roleIn(environment, 'worker');

    for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'])
      expect(may(action, queue('events'))).toBe('allowed');
    expect(may('sqs:SendMessage', queue('events-dlq'))).toBe('allowed');
    expect(may('sqs:SendMessage', queue('events'))).toBe('not-allowed');
    for (const action of ['dynamodb:UpdateItem', 'dynamodb:DeleteItem']) {
      expect(may(action, table('effects'))).toBe('allowed');
      expect(may(action, table('ledger'))).toBe('not-allowed');
    }
    expect(may('dynamodb:PutItem', table('ledger'))).toBe('allowed');
  });

  it('let the worker prove every secret of its environment, and change none', () => {
    const { may, secret } = roleIn(environment, 'worker');

    for (const id of ['richpanel/webhook_token', 'richpanel/api_key', 'openai/api_key'] as const) {
      expect(may('secretsmanager:GetSecretValue', secret(id))).toBe('allowed');
      expect(may('secretsmanager:DescribeSecret', secret(id))).toBe('allowed');
      expect(may('secretsmanager:PutSecretValue', secret(id))).toBe('not-allowed');
    }
  });

  it('tell the deployment of every secret by name, there or missing, and no other', () => {
    const { may, statements } = roleIn(environment, 'deploy');
    const { accountId } = registry.environments[environment];
    const named = (name: string) =>
      `arn:<AWS::Partition>:secretsmanager:us-east-2:${accountId}:secret:rp-mw/${environment}/${name}`;

    for (const id of SECRET_IDS) {
      expect(may(DESCRIBE, named(id)), id).toBe('allowed');
      expect(may(DESCRIBE, named(`${id}-AbCdEf`)), id).toBe('allowed');
      expect(may(DESCRIBE, named(`${id}-AbCdEfG`)), id).toBe('not-allowed');
      expect(may(READ, named(`${id}-AbCdEf`)), id).toBe('not-allowed');
    }
    expect(may(DESCRIBE, named('richpanel/another-AbCdEf'))).toBe('not-allowed');
    const assumed = statements.filter(({ Action }) => Action.includes('sts:AssumeRole'));
    expect(
      assumed
        .flatMap(({ Resource: on }) => on ?? [])
        .map((role) => /-([a-z-]+)-role/.exec(role)?.[1]),
    ).toEqual(['deploy', 'file-publishing', 'lookup']);
  });

  it.each(ROLES)('let %s see a wrong tag, and read no value under one', (thing) => {
    const { statements } = roleIn(environment, thing);
    const on = (action: string) => statements.filter(({ Action }) => Action.includes(action));

    expect(on(DESCRIBE).map(({ Condition }) => Condition)).toEqual([undefined]);
    expect(on(READ).map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'aws:ResourceTag/env': environment } },
    ]);
  });

  it('let the operator read the ledger and redrive, and change neither secret nor state', () => {
    const { may, queue, secret, table } = roleIn(environment, 'operator');

    expect(may('dynamodb:Query', table('ledger'))).toBe('allowed');
    expect(may('dynamodb:DeleteItem', table('ledger'))).toBe('not-allowed');
    expect(may('dynamodb:GetItem', table('conversations'))).toBe('not-allowed');
    expect(may('sqs:ReceiveMessage', queue('events-dlq'))).toBe('allowed');
    expect(may('sqs:SendMessage', queue('events'))).toBe('allowed');
    expect(may('sqs:ReceiveMessage', queue('events'))).toBe('not-allowed');
    expect(may('secretsmanager:PutSecretValue', secret('richpanel/api_key'))).toBe('not-allowed');
  });

  it('leave nobody but the operator and the deployment to be taken by people, and those to this account', () => {
    const trusted = resourcesOf(templateOf(assembly, environment), 'AWS::IAM::Role').map((role) => {
      const [trust] = statementsIn(role).filter(({ Principal }) => Principal !== undefined);
      return JSON.stringify(trust?.Principal);
    });

    const { accountId } = registry.environments[environment];
    const root = JSON.stringify({
      AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${accountId}:root`]] },
    });
    expect(trusted.sort()).toEqual(
      [
        root,
        root,
        '{"Service":"lambda.amazonaws.com"}',
        '{"Service":"lambda.amazonaws.com"}',
      ].sort(),
    );
  });
});

const FOREIGN_THINGS = (other: EnvironmentName): readonly string[] => [
  `sqs:us-east-2:1:rp-mw-${other}-events.fifo`,
  `dynamodb:us-east-2:1:table/rp_mw_${other}_ledger`,
  `ssm:us-east-2:1:parameter/rp-mw/${other}/safe_mode`,
  `secretsmanager:us-east-2:1:secret:rp-mw/${other}/richpanel/api_key-AbCdEf`,
  `lambda:us-east-2:1:function:rp-mw-${other}-worker`,
  `sns:us-east-2:1:rp-mw-${other}-alarms`,
  `iam::1:role/rp-mw-${other}-operator`,
  `iam::1:policy/rp-mw-${other}-deny-foreign-names`,
  `cloudwatch:us-east-2:1:alarm:rp-mw-${other}-dlq-not-empty`,
  `kms:us-east-2:1:alias/rp-mw-${other}-alarms`,
  `logs:us-east-2:1:log-group:/aws/lambda/rp-mw-${other}-worker:log-stream:1`,
  `logs:us-east-2:1:log-group:/aws/apigateway/rp-mw-${other}-webhooks:log-stream:1`,
  `cloudformation:us-east-2:1:stack/RichpanelMiddleware-${other}/1`,
];

describe.each(ENVIRONMENT_NAMES)('R1.1 the other environments, from %s', (environment) => {
  const others = ENVIRONMENT_NAMES.filter((other) => other !== environment);

  it.each(ROLES)('are denied to %s by name, whatever the account', (thing) => {
    const { may } = roleIn(environment, thing);

    for (const arn of others.flatMap(FOREIGN_THINGS)) {
      const action = `${arn.split(':')[0] ?? ''}:DoAnything`;
      expect(may(action, `arn:<AWS::Partition>:${arn}`), arn).toBe('denied');
    }
  });

  it('are named nowhere in the template but in denials', () => {
    const withoutDenials = JSON.stringify(
      templateOf(assembly, environment),
      (_key, value: unknown) =>
        typeof value === 'object' && value !== null && 'Effect' in value && value.Effect === 'Deny'
          ? null
          : value,
    );

    expect(withoutDenials).toContain(`rp-mw-${environment}-`);
    for (const other of others) {
      const { accountId } = registry.environments[other];
      for (const name of [
        `rp-mw-${other}`,
        `rp_mw_${other}`,
        `rp-mw/${other}`,
        `Middleware-${other}`,
        accountId,
        `"${other}"`,
      ])
        expect(withoutDenials).not.toContain(name);
    }
  });
});

/** The one `*` that is used, and the streams of a function's own log group, whose names are Lambda's. */
function isAcceptedWildcard(
  statement: Statement,
  resource: string,
  environment: EnvironmentName,
): boolean {
  if (resource === '*') {
    const namespace = statement.Condition?.['StringEquals']?.['cloudwatch:namespace'];
    return (
      statement.Action.join() === 'cloudwatch:PutMetricData' && namespace === `rp-mw/${environment}`
    );
  }
  // Secrets Manager alone knows the six characters after the name of a secret.
  const isOwnSecret = new RegExp(`:secret:rp-mw/${environment}/[a-z_/]+-\\?{6}$`).test(resource);
  if (isOwnSecret) return statement.Action.join() === DESCRIBE;
  const isOwnLog = new RegExp(
    `:log-group:/aws/lambda/rp-mw-${environment}-(intake|worker):\\*$`,
  ).test(resource);
  return (
    isOwnLog &&
    statement.Action.every((action) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].includes(action),
    )
  );
}

describe.each(ENVIRONMENT_NAMES)('what is allowed in %s', (environment) => {
  const allowed = statementsOf(templateOf(assembly, environment)).filter(
    ({ Effect }) => Effect === 'Allow',
  );

  it('names every action in full', () => {
    expect(allowed.length).toBeGreaterThan(20);
    expect(
      allowed.flatMap(({ Action }) => Action).filter((action) => action.includes('*')),
    ).toEqual([]);
  });

  it('names every resource in full, apart from metrics, own log streams and the end of own secrets', () => {
    // In a key's own policy `*` means the key that carries it.
    const elsewhere = allowed.filter(({ owner }) => owner.Type !== 'AWS::KMS::Key');
    const wild = elsewhere.flatMap((statement) =>
      (statement.Resource ?? [])
        .filter(
          (resource) =>
            /[*?]/.test(resource) && !isAcceptedWildcard(statement, resource, environment),
        )
        .map((resource) => `${statement.owner.id} ${statement.Action.join()} ${resource}`),
    );
    expect(wild).toEqual([]);
  });

  it('holds for things of this environment by their tag, where the service can tell', () => {
    const byTag = allowed.filter(
      ({ owner, Action }) =>
        owner.Type === 'AWS::IAM::Role' &&
        Action.some((action) => /^(sqs|dynamodb|secretsmanager):/.test(action)) &&
        Action.join() !== DESCRIBE,
    );

    expect(byTag.length).toBeGreaterThan(8);
    for (const { Sid, Condition } of byTag)
      expect(Condition?.['StringEquals'], Sid).toEqual({ 'aws:ResourceTag/env': environment });
  });
});
