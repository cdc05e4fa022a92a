import { RICHPANEL_METRICS } from '../src/adapters/richpanel/richpanel.names.ts';
import type { EnvironmentName } from '../src/core/environment/names.ts';
import { METRIC_NAMES } from '../src/telemetry/metrics.names.ts';

const MINUTE = 60;

/** Whose figure an alarm watches: a thing of the stack, by a metric of AWS; or `own`, what our own code counts. */
export type AlarmSource = 'events' | 'dead-letters' | 'api' | 'worker' | 'own';

/** When one alarm rings: `statistic` of a metric over one period is at least, or below, the threshold. */
export interface AlarmRule {
  readonly source: AlarmSource;
  readonly metric: string;
  /**
   * Whether the metric reaches CloudWatch. An alarm on one that does not could never ring, or rings for ever, so it is
   * left out of the templates.
   */
  readonly isCounted: boolean;
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** @default 1 */
  readonly periods?: number;
  /** Rings below the threshold, and where there is no figure at all. @default false */
  readonly isFloor?: boolean;
  /** @default every environment */
  readonly only?: EnvironmentName;
}

/** No code puts a metric of ours into CloudWatch yet. */
const OWN = { source: 'own', isCounted: false, statistic: 'Sum', periodSeconds: MINUTE } as const;

/**
 * Every alarm, by its name without prefix. The full name, `rp-mw-<env>-<alarm>`, of each that is counted is a heading in
 * docs/runbook.md; the others stand there under "Not yet".
 */
export const ALARM_TABLE: Readonly<Record<string, AlarmRule>> = {
  'dlq-not-empty': {
    source: 'dead-letters',
    metric: 'ApproximateNumberOfMessagesVisible',
    isCounted: true,
    statistic: 'Maximum',
    threshold: 1,
    periodSeconds: MINUTE,
  },
  'oldest-message-age': {
    source: 'events',
    metric: 'ApproximateAgeOfOldestMessage',
    isCounted: true,
    statistic: 'Maximum',
    threshold: 15 * MINUTE,
    periodSeconds: MINUTE,
    periods: 3,
  },
  // One is enough: a first webhook that is lost cannot be found again.
  'intake-5xx': {
    source: 'api',
    metric: '5xx',
    isCounted: true,
    statistic: 'Sum',
    threshold: 1,
    periodSeconds: MINUTE,
  },
  'worker-errors': {
    source: 'worker',
    metric: 'Errors',
    isCounted: true,
    statistic: 'Sum',
    threshold: 3,
    periodSeconds: 5 * MINUTE,
  },
  'vendor-429-storm': {
    ...OWN,
    metric: RICHPANEL_METRICS.rateLimited,
    threshold: 10,
    periodSeconds: 5 * MINUTE,
  },
  'auth-failures': { ...OWN, metric: METRIC_NAMES.INTAKE_AUTH_FAILED, threshold: 21 },
  'redaction-failure': { ...OWN, metric: METRIC_NAMES.LOG_FIELDS_WITHHELD, threshold: 1 },
  'sent-while-off': { ...OWN, metric: METRIC_NAMES.SENT_WHILE_OFF, threshold: 1 },
  // Twelve quiet hours are normal without real customers.
  'no-deliveries': {
    ...OWN,
    metric: METRIC_NAMES.INTAKE_ACCEPTED,
    threshold: 1,
    periodSeconds: 60 * MINUTE,
    periods: 12,
    isFloor: true,
    only: 'prod',
  },
};

/** The alarms that the template of an environment has. */
export function alarmsOf(
  environment: EnvironmentName,
): readonly (readonly [thing: string, rule: AlarmRule])[] {
  return Object.entries(ALARM_TABLE).filter(
    ([, { isCounted, only = environment }]) => isCounted && only === environment,
  );
}
