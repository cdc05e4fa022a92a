import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { ALARMS } from '../alarm.names.ts';
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

describe('docs/runbook.md', () => {
  it('has a heading for every alarm, and for no other', () => {
    expect([...runbookSections().keys()].sort()).toEqual([...ALARMS].sort());
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

  it('are all there, under the names of their headings', () => {
    const expected = ALARMS.filter((thing) => environment === 'prod' || thing !== 'no-deliveries');

    expect(alarms.map(({ Properties }) => Properties['AlarmName']).sort()).toEqual(
      expected.map((thing) => `rp-mw-${environment}-${thing}`).sort(),
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

  it('watch metrics of AWS, or our own in the namespace of this environment', () => {
    const own = alarms.filter(
      ({ Properties }) => Properties['Namespace'] === `rp-mw/${environment}`,
    );

    expect(own.map(({ Properties }) => Properties['MetricName'])).toEqual(
      expect.arrayContaining([
        'richpanel.rate_limited',
        'intake.auth_failed',
        'log.fields_withheld',
        'effects.sent_while_off',
      ]),
    );
    for (const { Properties } of alarms.filter((alarm) => !own.includes(alarm)))
      expect(['AWS/SQS', 'AWS/Lambda', 'AWS/ApiGateway']).toContain(Properties['Namespace']);
  });

  it('ring on the first send while switches are off, and beyond 20 failed tokens a minute', () => {
    const of = (thing: string) =>
      alarms.find(({ Properties }) => Properties['AlarmName'] === `rp-mw-${environment}-${thing}`)
        ?.Properties;
    const atLeast = {
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
    };

    expect(of('sent-while-off')).toMatchObject({ ...atLeast, Threshold: 1 });
    expect(of('auth-failures')).toMatchObject({ ...atLeast, Threshold: 21 });
    expect(of('dlq-not-empty')).toMatchObject({ Threshold: 1, Statistic: 'Maximum' });
  });
});

describe('a first webhook that is lost', () => {
  it('shows in prod as silence, which rings also where there is no figure', () => {
    const [silence] = resourcesOf(templateOf(assembly, 'prod'), 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => Properties['AlarmName'] === 'rp-mw-prod-no-deliveries',
    );

    expect(silence?.Properties).toMatchObject({
      MetricName: 'intake.accepted',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });
});
