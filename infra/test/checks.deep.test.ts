import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type App, CfnResource, Stack, Validations } from 'aws-cdk-lib/core';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createApp, inlineCode, type ServiceApp } from '../app.ts';
import { synthesiseChecked } from '../checks.ts';
import { filledRegistry } from './assembly.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rpmw-checks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const makeApp = (name: string): ServiceApp =>
  createApp({
    registry: filledRegistry(),
    outdir: path.join(folder, name),
    codeOf: inlineCode,
    context: { organisation: 'true', 'aws:cdk:disable-stack-trace': 'true' },
  });

/** An app of three clean stacks, and the first of them to plant something in. */
function makePlanted(name: string): { readonly app: App; readonly stack: Stack } {
  const { app } = makeApp(name);
  const [stack] = app.node.children.filter(Stack.isStack);
  if (stack === undefined) throw new Error('there is no stack to plant in');
  return { app, stack };
}

const dataSchema = z.record(z.string(), z.string());

/** Every acknowledged finding: the construct that carries it, the rule, the reason. */
function acknowledgements({ app }: ServiceApp) {
  return app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(dataSchema.parse(data)))
      .map(([rule, reason]) => ({ construct, rule: rule.replace(/^annotation::/i, ''), reason })),
  );
}

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      violations: z.array(z.object({ ruleName: z.string(), violatingConstructs: z.unknown() })),
    }),
  ),
});

/** The rules that a refused assembly broke, each with where. */
function violations(name: string): readonly string[] {
  const text = readFileSync(path.join(folder, name, 'validation-report.json'), 'utf8');
  const { pluginReports } = reportSchema.parse(JSON.parse(text));
  return pluginReports.flatMap((report) =>
    report.violations.map(
      ({ ruleName, violatingConstructs }) => `${ruleName} ${JSON.stringify(violatingConstructs)}`,
    ),
  );
}

describe('the checks of a synthesis', () => {
  // CDK prints what it finds.
  beforeEach(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));
  afterEach(() => void vi.restoreAllMocks());

  it('find nothing in the stacks that is not acknowledged', () => {
    synthesiseChecked(makeApp('clean').app);

    expect(violations('clean')).toEqual([]);
  });

  it('refuse a queue without dead letters and TLS', () => {
    const { app, stack } = makePlanted('queue');
    new Queue(stack, 'Planted');

    expect(() => synthesiseChecked(app)).toThrow();
    expect(violations('queue').map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['AwsSolutions-SQS3', 'AwsSolutions-SQS4']),
    );
  });

  it('refuse a template that CloudFormation would refuse, though cdk-nag has nothing to say', () => {
    const { app, stack } = makePlanted('schema');
    const properties = { NoSuchProperty: 1 };
    new CfnResource(stack, 'Planted', { type: 'AWS::Logs::LogGroup', properties });

    expect(() => synthesiseChecked(app)).toThrow();
    const found = violations('schema');
    expect(found.filter((line) => line.startsWith('AwsSolutions'))).toEqual([]);
    expect(found.join('\n')).toContain('Planted');
  });
});

describe('every acknowledged finding', () => {
  const found = acknowledgements(makeApp('acknowledged'));

  it('is one rule on one resource, with a reason', () => {
    for (const { construct, rule, reason } of found) {
      expect(CfnResource.isCfnResource(construct), construct.node.path).toBe(true);
      expect(rule).toMatch(/^AwsSolutions-[A-Z]+\d+(\[[^\]]+\])?$/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  it('is on this list', () => {
    const inProd = found
      .filter(({ construct }) => construct.node.path.startsWith('RichpanelMiddleware-prod/'))
      .map(
        ({ construct, rule }) =>
          `${construct.node.path.split('/').slice(1).join('/')} ${rule.replace('AwsSolutions-', '')}`,
      );

    const streams = (thing: string) =>
      `IAM5[Resource::arn:<AWS::Partition>:logs:us-east-2:100000000003:log-group:/aws/lambda/rp-mw-prod-${thing}:*]`;
    expect(inProd.sort()).toEqual([
      'Intake/Api/Post-webhook APIG4',
      'Intake/Api/Post-webhooks-richpanel APIG4',
      'Intake/Service/Role/Resource IAM5[Resource::*]',
      `Intake/Service/Role/Resource ${streams('intake')}`,
      'Secrets/openai-api_key SMG4',
      'Secrets/richpanel-api_key SMG4',
      'Secrets/richpanel-bot_agent_id SMG4',
      'Secrets/richpanel-webhook_token SMG4',
      'Secrets/shopify-admin_api_token SMG4',
      'Worker/Service/Role/Resource IAM5[Resource::*]',
      `Worker/Service/Role/Resource ${streams('worker')}`,
    ]);
    expect(found).toHaveLength(11 + 2 * 10);
  });
});
