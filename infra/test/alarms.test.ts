import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RICHPANEL_METRICS } from '../../src/adapters/richpanel/richpanel.names.ts';
import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { METRIC_NAMES } from '../../src/telemetry/metrics.names.ts';
import { ALARM_TABLE, type AlarmRule, alarmsOf } from '../alarm-table.ts';
import { ringsWhen } from '../constructs/alarms.ts';
import { committedRegistry, PROJECT, resourcesOf, synthesise, templateOf } from './assembly.ts';
import { statementsIn } from './statements.ts';

const assembly = synthesise(committedRegistry());
const runbook = readFileSync(path.join(PROJECT, 'docs/runbook.md'), 'utf8');
const PARTS = ['What it means', 'What to look at', 'What to do'];

/** The text below each heading of the runbook that names an alarm, by the alarm. */
function runbookSections(): ReadonlyMap<string, string> {
  const sections = runbook.split(/^## /m).slice(1);
  return new Map(
    sections.flatMap((section) => {
      const [, thing] = /^`rp-mw-<env>-([a-z0-9-]+)`\n/.exec(section) ?? [];
      return thing === undefined ? [] : [[thing, section] as const];
    }),
  );
}

const isCounted = (thing: string) => ALARM_TABLE[thing]?.isCounted === true;
const THINGS = Object.keys(ALARM_TABLE);

/** Reads what the product itself is made of, without its tests and without the lists of names. */
function productSource(): string {
  const files = globSync('src/**/*.ts', { cwd: PROJECT }).filter(
    (file) => !/\.(test|names)\.ts$/.test(file),
  );
  return files.map((file) => readFileSync(path.join(PROJECT, file), 'utf8')).join('\n');
}

/** Our metrics that reach CloudWatch: counted somewhere, and only if something writes figures there at all. */
function emittedMetrics(source: string): readonly string[] {
  if (!/PutMetricData|CloudWatchMetrics/.test(source)) return [];
  const named = Object.entries({ METRIC_NAMES, RICHPANEL_METRICS }).flatMap(([list, names]) =>
    Object.entries(names).map(([key, metric]) => ({ use: `${list}.${key}`, metric })),
  );
  return named.filter(({ use }) => source.includes(use)).map(({ metric }) => metric);
}

function getRule(thing: string): AlarmRule {
  const rule = ALARM_TABLE[thing];
  if (rule === undefined) throw new Error(`no alarm ${thing}`);
  return rule;
}

describe('docs/runbook.md', () => {
  it('has a heading for every alarm that can ring, and for no other', () => {
    expect([...runbookSections().keys()].sort()).toEqual(THINGS.filter(isCounted).sort());
  });

  it('says of every other that it is not there yet', () => {
    const [, notYet = ''] = runbook.split('\n## Not yet\n');

    for (const thing of [...THINGS.filter((one) => !isCounted(one)), 'budget'])
      expect(notYet).toContain(`\`${thing}\``);
  });

  it('names environment and store in every command', () => {
    const commands = [...runbook.matchAll(/`(npx rpmw [^`]+)`/g)].map(([, command]) => command);

    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands)
      expect(command).toMatch(/ --env (<env> --runtime aws|dev --runtime local)/);
    for (const command of commands.filter((one) => / (queue|holds) /.test(one ?? '')))
      expect(command).toContain('--env dev --runtime local');
  });

  it('says under each what it means, what to look at and what to do', () => {
    for (const [thing, section] of runbookSections())
      for (const part of PARTS)
        expect(section, `${thing}: ${part}`).toMatch(new RegExp(`\\*\\*${part}\\.\\*\\* \\S`));
  });
});

describe.each(ENVIRONMENT_NAMES)('the alarms of %s', (environment) => {
  const template = templateOf(assembly, environment);
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const [topic] = resourcesOf(template, 'AWS::SNS::Topic');

  it('are those that something counts for, under the names of their headings', () => {
    expect(alarms.map(({ Properties }) => Properties['AlarmName'])).toEqual(
      THINGS.filter(isCounted).map((thing) => `rp-mw-${environment}-${thing}`),
    );
    expect(alarms.map(({ Properties }) => Properties['AlarmName'])).toEqual(
      alarmsOf(environment).map(([thing]) => `rp-mw-${environment}-${thing}`),
    );
  });

  it('tell the topic, which CloudWatch of this account may use', () => {
    expect(topic?.Properties['TopicName']).toBe(`rp-mw-${environment}-alarms`);
    for (const { Properties, id } of alarms)
      expect(Properties['AlarmActions'], id).toEqual([{ Ref: topic?.id }]);

    const mayUse = ['AWS::SNS::TopicPolicy', 'AWS::KMS::Key'].flatMap((type) =>
      resourcesOf(template, type)
        .flatMap(statementsIn)
        .filter(
          ({ Principal }) =>
            JSON.stringify(Principal ?? '') === '{"Service":"cloudwatch.amazonaws.com"}',
        ),
    );
    expect(mayUse.flatMap(({ Action }) => Action)).toEqual([
      'sns:Publish',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ]);
    for (const { Condition } of mayUse)
      expect(Condition?.['StringEquals']?.['aws:SourceAccount']).toBeDefined();
  });

  it('watch metrics of AWS, or what our code puts into the namespace of this environment', () => {
    const emitted = emittedMetrics(productSource());

    expect(alarms.length).toBeGreaterThan(3);
    for (const { Properties, id } of alarms)
      if (Properties['Namespace'] === `rp-mw/${environment}`)
        expect(emitted, id).toContain(Properties['MetricName']);
      else
        expect(['AWS/SQS', 'AWS/Lambda', 'AWS/ApiGateway'], id).toContain(Properties['Namespace']);
  });

  it('ring on the first dead letter and the first webhook that is lost', () => {
    const of = (thing: string) =>
      alarms.find(({ Properties }) => Properties['AlarmName'] === `rp-mw-${environment}-${thing}`)
        ?.Properties;

    expect(of('dlq-not-empty')).toMatchObject({
      Threshold: 1,
      Statistic: 'Maximum',
      Dimensions: [{ Name: 'QueueName' }],
    });
    expect(of('intake-5xx')).toMatchObject({
      Threshold: 1,
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });
});

describe('an alarm on what our own code counts', () => {
  it('is known to be emitted only where figures are written and this one is counted', () => {
    expect(emittedMetrics('metrics.count(METRIC_NAMES.SENT_WHILE_OFF)')).toEqual([]);
    expect(emittedMetrics('new PutMetricDataCommand(METRIC_NAMES.SENT_WHILE_OFF)')).toEqual([
      'effects.sent_while_off',
    ]);
  });

  it('would ring on the first send while flags are off, and beyond 20 failed tokens a minute', () => {
    const atLeast = {
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      statistic: 'Sum',
      period: 60,
      evaluationPeriods: 1,
    };

    expect(ringsWhen(getRule('sent-while-off'))).toMatchObject({ ...atLeast, threshold: 1 });
    expect(ringsWhen(getRule('redaction-failure'))).toMatchObject({ ...atLeast, threshold: 1 });
    expect(ringsWhen(getRule('auth-failures'))).toMatchObject({ ...atLeast, threshold: 21 });
  });

  it('would show twelve hours of silence in prod, also where there is no figure', () => {
    const silence = getRule('no-deliveries');

    expect(silence.only).toBe('prod');
    expect(ringsWhen(silence)).toMatchObject({
      metricName: 'intake.accepted',
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      period: 3_600,
      evaluationPeriods: 12,
      treatMissingData: 'breaching',
    });
  });
});
