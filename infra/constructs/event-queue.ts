import {
  type DeadLetterQueue,
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  RedrivePermission,
} from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { deadLetterQueueName, eventQueueName } from '../../src/core/environment/resource.names.ts';
import type { ServiceContext } from './service-context.ts';

const RETENTION_DAYS = 4;
const DEAD_LETTER_RETENTION_DAYS = 14;
/** A backstop only: attempts are counted in the work item, and five failures lead to the dead letters before this. */
const MAX_RECEIVES = 100;

interface EventQueueProps {
  readonly context: ServiceContext;
  /** How long a received message stays hidden; at least six times the worker's time-out, as Lambda advises. */
  readonly visibility: Duration;
}

/** One FIFO queue and its dead letters, encrypted and for TLS only. Redrive goes back to this queue and no other. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { context, visibility }: EventQueueProps) {
    super(scope, id);
    const { environment } = context;
    const queueName = eventQueueName(environment);
    // By name: the two queues name each other, and CloudFormation cannot order a circle.
    const queueArn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    const common = {
      fifo: true,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Not what a failed creation leaves behind, which would stand in the way of the next one.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: deadLetterQueueName(environment),
      retentionPeriod: Duration.days(DEAD_LETTER_RETENTION_DAYS),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'Source', queueArn)],
      },
    });
    const deadLetterQueue: DeadLetterQueue = {
      queue: this.deadLetters,
      maxReceiveCount: MAX_RECEIVES,
    };
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName,
      visibilityTimeout: visibility,
      retentionPeriod: Duration.days(RETENTION_DAYS),
      deadLetterQueue,
    });
  }
}
