import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { SERVICE_NAME, stackName } from '../../src/core/environment/resource.names.ts';
import { Alarms } from '../constructs/alarms.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { ForeignNamesPolicy } from '../constructs/foreign-names-policy.ts';
import { Intake } from '../constructs/intake.ts';
import { PeopleRoles } from '../constructs/people-roles.ts';
import { Secrets } from '../constructs/secrets.ts';
import type { ServiceContext } from '../constructs/service-context.ts';
import { Tables } from '../constructs/tables.ts';
import { tagResources } from '../constructs/tags.ts';
import { WORKER_VISIBILITY, Worker } from '../constructs/worker.ts';
import { judgeStack, type StackVerdict } from '../deployability.ts';
import { refuseDeployment } from './refuse-deployment.ts';

/**
 * Everything that one environment's account holds, apart from its marker and its flags: a stack would put its own
 * values there again, and a deployment into a wrong account would bring its own witness.
 */
export class ServiceStack extends Stack {
  readonly verdict: StackVerdict;

  constructor(scope: Construct, context: ServiceContext) {
    const { environment, config } = context;
    const { accountId: account, region } = config;
    const name = stackName(environment);
    super(scope, name, {
      stackName: name,
      description: `${SERVICE_NAME}, ${environment}`,
      env: { account, region },
      terminationProtection: true,
    });
    this.#build(context);
    tagResources(this, environment, config);
    this.verdict = judgeStack({ stack: name, environment, account, region }, [account]);
    refuseDeployment(this, this.verdict);
  }

  #build(context: ServiceContext): void {
    const denyForeignNames = new ForeignNamesPolicy(this, 'ForeignNames', context.environment);
    const events = new EventQueue(this, 'Events', { context, visibility: WORKER_VISIBILITY });
    const tables = new Tables(this, 'Tables', context);
    const secrets = new Secrets(this, 'Secrets', context);
    const shared = { context, secrets, denyForeignNames };
    const intake = new Intake(this, 'Intake', { ...shared, events: events.queue });
    const worker = new Worker(this, 'Worker', { ...shared, events, tables });
    new PeopleRoles(this, 'People', { ...shared, events, tables });
    const alarms = new Alarms(this, 'Alarms', { context, events, intake, worker });
    new CfnOutput(this, 'WebhookUrl', {
      description: 'Where the helpdesk sends its webhooks.',
      value: intake.api.url,
    });
    new CfnOutput(this, 'AlarmTopicArn', {
      description: 'What people subscribe to for the alarms.',
      value: alarms.topicArn,
    });
  }
}
