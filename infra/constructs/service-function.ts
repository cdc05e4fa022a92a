import {
  type ManagedPolicy,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { logGroupName, resourceName } from '../../src/core/environment/resource.names.ts';
import { BUNDLE_FILE, BUNDLED_CONFIG_FOLDER, type LambdaHandler } from '../handlers.names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ServiceContext } from './service-context.ts';
import { allow, denyParameterWrites, ownLogStreams, putOwnMetrics } from './statements.ts';

/** 14 days in dev, 30 elsewhere; what must live longer is on the ledger. */
export const LOG_RETENTION: Readonly<Record<EnvironmentName, RetentionDays>> = {
  dev: RetentionDays.TWO_WEEKS,
  staging: RetentionDays.ONE_MONTH,
  prod: RetentionDays.ONE_MONTH,
};

interface ServiceFunctionProps {
  readonly context: ServiceContext;
  readonly handler: LambdaHandler;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** What this function may do beyond writing its own log and metrics. */
  readonly statements: readonly PolicyStatement[];
  readonly denyForeignNames: ManagedPolicy;
}

/**
 * One function with the log group and the role that are its own. The role holds what is listed and nothing that CDK
 * or AWS adds; it can never write a parameter. The function learns its environment from `RPMW_ENV` and derives every
 * name from it, as a command does.
 */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { context, handler } = props;
    const { environment } = context;
    const functionName = resourceName(environment, handler.id);
    this.role = this.#createRole(props);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      code: context.codeOf(handler),
      handler: `${BUNDLE_FILE.replace('.mjs', '')}.${handler.handler}`,
      role: this.role,
      logGroup: new LogGroup(this, 'Logs', {
        logGroupName: logGroupName(environment, handler.id),
        retention: LOG_RETENTION[environment],
        removalPolicy: RemovalPolicy.RETAIN,
      }),
      environment: {
        RPMW_ENV: environment,
        RPMW_CONFIG_DIR: `/var/task/${BUNDLED_CONFIG_FOLDER}`,
      },
    });
  }

  #createRole({ context, handler, statements, denyForeignNames }: ServiceFunctionProps): Role {
    const { environment } = context;
    const streams = ownLogStreams(this, logGroupName(environment, handler.id));
    const role = new Role(this, 'Role', {
      roleName: resourceName(environment, handler.id),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [denyForeignNames],
      inlinePolicies: {
        [handler.id]: new PolicyDocument({
          statements: [
            allow('WriteOwnLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [streams]),
            putOwnMetrics(environment),
            ...statements,
            denyParameterWrites(this, environment),
          ],
        }),
      },
    });
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'PutMetricData knows no resources; the condition allows one namespace.',
    );
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::${streams.replace(/^arn:[^:]*:/, 'arn:<AWS::Partition>:')}]`,
      'Lambda names the streams of the one log group.',
    );
    return role;
  }
}
