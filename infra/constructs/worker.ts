import type { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAMBDA_HANDLERS } from '../handlers.names.ts';
import type { EventQueue } from './event-queue.ts';
import type { Secrets } from './secrets.ts';
import type { ServiceContext } from './service-context.ts';
import { ServiceFunction } from './service-function.ts';
import {
  allowTagged,
  describeSecrets,
  flagArns,
  KEEP_LEDGER,
  markerArn,
  readParameters,
  readSecretValues,
  TAKE_MESSAGES,
} from './statements.ts';
import type { Tables } from './tables.ts';

const [, WORKER] = LAMBDA_HANDLERS;
const MEMORY_MB = 1_024;
const TIMEOUT_SECONDS = 60;
/** A message stays hidden for six time-outs, so that no slow attempt meets a second one of the same ticket. */
const VISIBILITY_TIMEOUTS = 6;
/**
 * The helpdesk takes 50 calls in 30 s and a ticket may need eight; more workers at once would only wait for each other.
 * It also bounds what may still go out after a kill: one effect per running worker.
 */
const MAX_CONCURRENCY = 5;

export const WORKER_VISIBILITY = Duration.seconds(TIMEOUT_SECONDS * VISIBILITY_TIMEOUTS);

interface WorkerProps {
  readonly context: ServiceContext;
  readonly events: EventQueue;
  readonly secrets: Secrets;
  readonly tables: Tables;
  readonly denyForeignNames: ManagedPolicy;
}

const STATE_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];
/** Handles one ticket at a time from the queue. It reads the flags and can never write one. */
export class Worker extends Construct {
  readonly service: ServiceFunction;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    this.service = new ServiceFunction(this, 'Service', {
      context: props.context,
      handler: WORKER,
      description: 'Routes and answers tickets, everything through the gate.',
      memoryMb: MEMORY_MB,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      denyForeignNames: props.denyForeignNames,
      statements: this.#statements(props),
    });
    new EventSourceMapping(this, 'Events', {
      target: this.service.lambda,
      eventSourceArn: props.events.queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: MAX_CONCURRENCY,
    });
  }

  #statements({ context, events, secrets, tables }: WorkerProps): readonly PolicyStatement[] {
    const { environment } = context;
    const allowOwn = (sid: string, actions: readonly string[], arns: readonly string[]) =>
      allowTagged(environment, sid, actions, arns);
    return [
      allowOwn('ConsumeEvents', TAKE_MESSAGES, [events.queue.queueArn]),
      allowOwn('GiveUp', ['sqs:SendMessage'], [events.deadLetters.queueArn]),
      allowOwn('KeepState', STATE_ACTIONS, [
        tables.arnOf('effects'),
        tables.arnOf('conversations'),
      ]),
      allowOwn('AppendLedger', KEEP_LEDGER, [tables.arnOf('ledger')]),
      // All of them, the webhook token too: nothing starts by itself before every secret was proved (R2.4).
      describeSecrets(secrets.arns),
      readSecretValues(environment, secrets.arns),
      readParameters('ReadMarkerAndFlags', [
        markerArn(this, environment),
        ...flagArns(this, environment),
      ]),
    ];
  }
}
