import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RICHPANEL_METRICS } from '../../src/adapters/richpanel/richpanel.names.ts';
import { metricNamespace, resourceName } from '../../src/core/environment/resource.names.ts';
import { METRIC_NAMES } from '../../src/telemetry/metrics.names.ts';
import type { AlarmThing } from '../alarm.names.ts';
import { createAlarmTopic } from './alarm-topic.ts';
import type { EventQueue } from './event-queue.ts';
import type { Intake } from './intake.ts';
import type { ServiceContext } from './service-context.ts';
import type { Worker } from './worker.ts';

const MINUTE = 60;

/** When one alarm rings: `statistic` of a metric over one period is at least, or below, the threshold. */
interface AlarmRule {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** @default 1 */
  readonly periods?: number;
  /** Rings below the threshold, and where there is no figure at all. @default false */
  readonly isFloor?: boolean;
}

interface AlarmsProps {
  readonly context: ServiceContext;
  readonly events: EventQueue;
  readonly intake: Intake;
  readonly worker: Worker;
}

/** Rules that AWS's own metrics answer. */
function platformRules({
  events,
  intake,
  worker,
}: AlarmsProps): Partial<Record<AlarmThing, AlarmRule>> {
  const queue = (name: string) => ({ namespace: 'AWS/SQS', dimensions: { QueueName: name } });
  const api = { namespace: 'AWS/ApiGateway', dimensions: { ApiId: intake.api.api.ref } };
  return {
    'dlq-not-empty': {
      ...queue(events.deadLetters.queueName),
      metric: 'ApproximateNumberOfMessagesVisible',
      statistic: 'Maximum',
      threshold: 1,
      periodSeconds: MINUTE,
    },
    'oldest-message-age': {
      ...queue(events.queue.queueName),
      metric: 'ApproximateAgeOfOldestMessage',
      statistic: 'Maximum',
      threshold: 15 * MINUTE,
      periodSeconds: MINUTE,
      periods: 3,
    },
    // One is enough: a first webhook that is lost cannot be found again.
    'intake-5xx': { ...api, metric: '5xx', statistic: 'Sum', threshold: 1, periodSeconds: MINUTE },
    'worker-errors': {
      namespace: 'AWS/Lambda',
      dimensions: { FunctionName: worker.service.lambda.functionName },
      metric: 'Errors',
      statistic: 'Sum',
      threshold: 3,
      periodSeconds: 5 * MINUTE,
    },
  };
}

/** Rules over what our own code counts. */
function ownRules({
  context: { environment },
}: AlarmsProps): Partial<Record<AlarmThing, AlarmRule>> {
  const own = { namespace: metricNamespace(environment), statistic: 'Sum' } as const;
  return {
    'vendor-429-storm': {
      ...own,
      metric: RICHPANEL_METRICS.rateLimited,
      threshold: 10,
      periodSeconds: 5 * MINUTE,
    },
    'auth-failures': {
      ...own,
      metric: METRIC_NAMES.INTAKE_AUTH_FAILED,
      threshold: 21,
      periodSeconds: MINUTE,
    },
    'redaction-failure': {
      ...own,
      metric: METRIC_NAMES.LOG_FIELDS_WITHHELD,
      threshold: 1,
      periodSeconds: MINUTE,
    },
    'sent-while-off': {
      ...own,
      metric: METRIC_NAMES.SENT_WHILE_OFF,
      threshold: 1,
      periodSeconds: MINUTE,
    },
    // Twelve quiet hours are normal without real customers.
    ...(environment === 'prod' && {
      'no-deliveries': {
        ...own,
        metric: METRIC_NAMES.INTAKE_ACCEPTED,
        threshold: 1,
        periodSeconds: 60 * MINUTE,
        periods: 12,
        isFloor: true,
      },
    }),
  };
}

/** The alarms of an environment, each with the topic as its action and its name as a heading in docs/runbook.md. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const topic = createAlarmTopic(this, props.context);
    const rules = { ...platformRules(props), ...ownRules(props) };
    for (const [thing, rule] of Object.entries(rules)) {
      const alarm = this.#addAlarm(thing, resourceName(props.context.environment, thing), rule);
      alarm.alarmActions = [topic.topicArn];
    }
  }

  #addAlarm(thing: string, alarmName: string, rule: AlarmRule): CfnAlarm {
    const { dimensions = {}, periods = 1, isFloor = false } = rule;
    return new CfnAlarm(this, thing, {
      alarmName,
      alarmDescription: `See "${alarmName}" in docs/runbook.md.`,
      namespace: rule.namespace,
      metricName: rule.metric,
      dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
      statistic: rule.statistic,
      period: rule.periodSeconds,
      evaluationPeriods: periods,
      threshold: rule.threshold,
      comparisonOperator: isFloor ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
      treatMissingData: isFloor ? 'breaching' : 'notBreaching',
    });
  }
}
