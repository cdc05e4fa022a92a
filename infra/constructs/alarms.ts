import { CfnAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricNamespace, resourceName } from '../../src/core/environment/resource.names.ts';
import { type AlarmRule, type AlarmSource, alarmsOf } from '../alarm-table.ts';
import { createAlarmTopic } from './alarm-topic.ts';
import type { EventQueue } from './event-queue.ts';
import type { Intake } from './intake.ts';
import type { ServiceContext } from './service-context.ts';
import type { Worker } from './worker.ts';

interface AlarmsProps {
  readonly context: ServiceContext;
  readonly events: EventQueue;
  readonly intake: Intake;
  readonly worker: Worker;
}

/** Where the figures of a source are found in CloudWatch. */
interface MetricPlace {
  readonly namespace: string;
  readonly dimensions: readonly CfnAlarm.DimensionProperty[];
}

function metricPlaces({
  context: { environment },
  events,
  intake,
  worker,
}: AlarmsProps): Readonly<Record<AlarmSource, MetricPlace>> {
  const place = (namespace: string, name: string, value: string) => ({
    namespace,
    dimensions: [{ name, value }],
  });
  return {
    events: place('AWS/SQS', 'QueueName', events.queue.queueName),
    'dead-letters': place('AWS/SQS', 'QueueName', events.deadLetters.queueName),
    api: place('AWS/ApiGateway', 'ApiId', intake.api.api.ref),
    worker: place('AWS/Lambda', 'FunctionName', worker.service.lambda.functionName),
    own: { namespace: metricNamespace(environment), dimensions: [] },
  };
}

/** The part of an alarm that says when it rings. */
export function ringsWhen(rule: AlarmRule) {
  const { periods = 1, isFloor = false } = rule;
  return {
    metricName: rule.metric,
    statistic: rule.statistic,
    period: rule.periodSeconds,
    evaluationPeriods: periods,
    threshold: rule.threshold,
    comparisonOperator: isFloor ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
    treatMissingData: isFloor ? 'breaching' : 'notBreaching',
  } satisfies CfnAlarmProps;
}

/** The alarms of an environment, each with the topic as its action and its name as a heading in docs/runbook.md. */
export class Alarms extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { environment } = props.context;
    this.topicArn = createAlarmTopic(this, props.context).topicArn;
    const places = metricPlaces(props);
    for (const [thing, rule] of alarmsOf(environment)) {
      const alarmName = resourceName(environment, thing);
      const { namespace, dimensions } = places[rule.source];
      new CfnAlarm(this, thing, {
        alarmName,
        alarmDescription: `See "${alarmName}" in docs/runbook.md.`,
        alarmActions: [this.topicArn],
        namespace,
        dimensions: [...dimensions],
        ...ringsWhen(rule),
      });
    }
  }
}
