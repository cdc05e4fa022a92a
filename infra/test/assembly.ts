import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { App } from 'aws-cdk-lib/core';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load-config.ts';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import type { Registry } from '../../src/core/environment/registry.ts';
import { stackName } from '../../src/core/environment/resource.names.ts';
import { createApp, inlineCode } from '../app.ts';
import type { StackVerdict } from '../deployability.ts';

export const PROJECT = path.resolve(import.meta.dirname, '../..');

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const templateSchema = z.object({
  Metadata: z.record(z.string(), z.unknown()).optional(),
  Rules: z.record(z.string(), z.unknown()).default({}),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

export type Resource = z.infer<typeof resourceSchema> & { readonly id: string };
export type Template = z.infer<typeof templateSchema>;

/** The templates of one synthesis, its assembly gone again. */
export interface Assembly {
  readonly app: App;
  readonly verdicts: readonly StackVerdict[];
  readonly templates: ReadonlyMap<string, Template>;
}

/** The registry as it is committed: placeholder accounts, stubs outside prod. */
export function committedRegistry(): Registry {
  return loadConfig(path.join(PROJECT, 'config')).registry;
}

/** A registry with real-looking accounts, a cost centre, and every vendor live that may be. */
export function filledRegistry(): Registry {
  const registry = structuredClone(committedRegistry());
  const accounts = { dev: '100000000001', staging: '100000000002', prod: '100000000003' };
  for (const name of ['dev', 'staging', 'prod'] as const) {
    const environment = registry.environments[name];
    environment.accountId = accounts[name];
    environment.tags.costCenter = 'cc-7';
    if (name !== 'prod') environment.vendors.richpanel = { mode: 'sandbox-workspace' };
    environment.vendors.model = { mode: 'live', name: 'a-model' };
  }
  return registry;
}

/** Synthesises without the checks, which take seconds and have a test of their own. */
export function synthesise(
  registry: Registry,
  context: Readonly<Record<string, string>> = {},
): Assembly {
  const outdir = mkdtempSync(path.join(tmpdir(), 'rpmw-infra-'));
  try {
    const { app, verdicts } = createApp({
      registry,
      outdir,
      codeOf: inlineCode,
      context: { 'aws:cdk:disable-stack-trace': 'true', ...context },
    });
    const { stacks } = app.synth();
    const templates = stacks.map(
      ({ stackName: name, templateFullPath }) =>
        [name, templateSchema.parse(JSON.parse(readFileSync(templateFullPath, 'utf8')))] as const,
    );
    return { app, verdicts, templates: new Map(templates) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function templateOf({ templates }: Assembly, environment: EnvironmentName): Template {
  const template = templates.get(stackName(environment));
  if (template === undefined) throw new Error(`no stack of ${environment}`);
  return template;
}

export function resourcesOf(template: Template, type?: string): readonly Resource[] {
  return Object.entries(template.Resources)
    .map(([id, resource]) => ({ id, ...resource }))
    .filter(({ Type }) => type === undefined || Type === type);
}

/** The one resource of a type whose property `key` has this value. */
export function getResource(
  template: Template,
  type: string,
  key: string,
  value: string,
): Resource {
  const found = resourcesOf(template, type).filter(({ Properties }) => Properties[key] === value);
  const [resource] = found;
  if (resource === undefined || found.length > 1)
    throw new Error(`${found.length} of ${type} with ${key} ${value}`);
  return resource;
}

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const refSchema = z.object({ Ref: z.string() });
const attributeSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

/** A value of a template as text: `<Id>` for a reference, `<Id.Arn>` for an attribute, joins joined. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = joinSchema.safeParse(value);
  if (join.success) {
    const [separator, parts] = join.data['Fn::Join'];
    return parts.map(textOf).join(separator);
  }
  const reference = refSchema.safeParse(value);
  if (reference.success) return `<${reference.data.Ref}>`;
  const attribute = attributeSchema.safeParse(value);
  if (attribute.success) return `<${attribute.data['Fn::GetAtt'].join('.')}>`;
  return JSON.stringify(value);
}
