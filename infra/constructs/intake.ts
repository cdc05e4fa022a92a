import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAMBDA_HANDLERS } from '../handlers.names.ts';
import type { Secrets } from './secrets.ts';
import type { ServiceContext } from './service-context.ts';
import { ServiceFunction } from './service-function.ts';
import {
  allowTagged,
  describeSecrets,
  markerArn,
  readParameters,
  readSecretValues,
} from './statements.ts';
import { WebhookApi } from './webhook-api.ts';

const [INTAKE] = LAMBDA_HANDLERS;
/**
 * Memory is also processor time. The requests alone would do with 256 MB; the fingerprint of the token, a slow hash that
 * the account guard takes at a cold start, would not be done within the time-out there.
 */
const MEMORY_MB = 512;
const TIMEOUT_SECONDS = 5;

interface IntakeProps {
  readonly context: ServiceContext;
  readonly events: Queue;
  readonly secrets: Secrets;
  readonly denyForeignNames: ManagedPolicy;
}

/** The intake: an HTTP API before a function that checks the token, puts the event on the queue, and can do nothing else. */
export class Intake extends Construct {
  readonly api: WebhookApi;
  readonly service: ServiceFunction;

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    const { context, events, secrets, denyForeignNames } = props;
    const { environment } = context;
    const tokenArns = [secrets.arnOf('richpanel/webhook_token')];
    this.service = new ServiceFunction(this, 'Service', {
      context,
      handler: INTAKE,
      description: 'Checks and queues webhooks; never calls a vendor.',
      memoryMb: MEMORY_MB,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      denyForeignNames,
      statements: [
        allowTagged(environment, 'SendEvents', ['sqs:SendMessage'], [events.queueArn]),
        describeSecrets(tokenArns),
        readSecretValues(environment, tokenArns),
        // A witness: with the marker unread the identity is unverified, and the intake answers 503.
        readParameters('ReadMarker', [markerArn(this, environment)]),
      ],
    });
    this.api = new WebhookApi(this, 'Api', { context, target: this.service.lambda });
  }
}
