import {
  AccountRootPrincipal,
  type ManagedPolicy,
  PolicyDocument,
  type PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { DefaultStackSynthesizer, Duration, Fn } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { resourceName } from '../../src/core/environment/resource.names.ts';
import type { EventQueue } from './event-queue.ts';
import type { Secrets } from './secrets.ts';
import type { ServiceContext } from './service-context.ts';
import {
  allow,
  allowTagged,
  denyParameterWrites,
  describeSecrets,
  flagArns,
  KEEP_LEDGER,
  markerArn,
  namedSecretArns,
  readParameters,
  readSecretValues,
  TAKE_MESSAGES,
} from './statements.ts';
import type { Tables } from './tables.ts';

const SESSION_HOURS = 1;
/** What CDK's command line takes for a deployment; with the last it looks at the stack that is there. */
const DEPLOYMENT_ROLES = [
  DefaultStackSynthesizer.DEFAULT_DEPLOY_ROLE_ARN,
  DefaultStackSynthesizer.DEFAULT_FILE_ASSET_PUBLISHING_ROLE_ARN,
  DefaultStackSynthesizer.DEFAULT_LOOKUP_ROLE_ARN,
];

interface PeopleRolesProps {
  readonly context: ServiceContext;
  readonly events: EventQueue;
  readonly secrets: Secrets;
  readonly tables: Tables;
  readonly denyForeignNames: ManagedPolicy;
}

/** The role that `cdk bootstrap` makes, by CDK's own template of its name. */
function bootstrapRole(template: string): string {
  return Fn.sub(template.replace(/\$\{Qualifier\}/, DefaultStackSynthesizer.DEFAULT_QUALIFIER));
}

/**
 * What a deployment and an operator may do. Both trust this account alone; which of its identities may take the role
 * is granted there. Neither may write the marker, and a deployment writes no flag either: it would bring its own
 * witness into a wrong account, and undo a flag that a person has set.
 */
export class PeopleRoles extends Construct {
  constructor(scope: Construct, id: string, props: PeopleRolesProps) {
    super(scope, id);
    this.#addRole(
      'deploy',
      'Runs the preflight and deploys this stack.',
      props,
      this.#deploy(props),
    );
    this.#addRole(
      'operator',
      'Sets the flags, reads the ledger, redrives.',
      props,
      this.#operate(props),
    );
  }

  #addRole(
    thing: string,
    description: string,
    { context, denyForeignNames }: PeopleRolesProps,
    statements: readonly PolicyStatement[],
  ): void {
    new Role(this, thing, {
      roleName: resourceName(context.environment, thing),
      description,
      assumedBy: new AccountRootPrincipal(),
      maxSessionDuration: Duration.hours(SESSION_HOURS),
      managedPolicies: [denyForeignNames],
      inlinePolicies: { [thing]: new PolicyDocument({ statements: [...statements] }) },
    });
  }

  #deploy({ context, secrets }: PeopleRolesProps): readonly PolicyStatement[] {
    const { environment } = context;
    return [
      allow('Deploy', ['sts:AssumeRole'], DEPLOYMENT_ROLES.map(bootstrapRole)),
      // The first deployment after a change of vendor modes meets secrets that it has yet to create.
      describeSecrets(namedSecretArns(this, environment)),
      // The preflight that precedes every deployment (R2.4) compares values, not only names.
      readSecretValues(environment, secrets.arns),
      readParameters('PreflightParameters', [
        markerArn(this, environment),
        ...flagArns(this, environment),
      ]),
      denyParameterWrites(this, environment),
    ];
  }

  #operate({ context, events, secrets, tables }: PeopleRolesProps): readonly PolicyStatement[] {
    const { environment } = context;
    const { queue, deadLetters } = events;
    return [
      allow('WriteFlags', ['ssm:PutParameter'], flagArns(this, environment)),
      readParameters('ReadMarkerAndFlags', [
        markerArn(this, environment),
        ...flagArns(this, environment),
      ]),
      // A flag toward riskier is set only where every witness agrees, and the secrets are one.
      describeSecrets(secrets.arns),
      readSecretValues(environment, secrets.arns),
      // An operator's act is on the ledger too: appended, never changed.
      allowTagged(environment, 'ReadAndAppendLedger', KEEP_LEDGER, [tables.arnOf('ledger')]),
      allowTagged(environment, 'TakeDeadLetters', TAKE_MESSAGES, [deadLetters.queueArn]),
      // Back into the queue; and the probe with which a kill learns that a worker saw the flags.
      allowTagged(
        environment,
        'SendEvents',
        ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        [queue.queueArn],
      ),
    ];
  }
}
