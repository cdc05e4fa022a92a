import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { GeneratedFile } from './generated-file.ts';

interface SchemaSource {
  /** The name of the file under config/schemas. */
  readonly name: string;
  readonly title: string;
  readonly module: string;
  readonly exportName: string;
}

/** Every schema that is published for editors and for readers of our files. A missing module fails the generator. */
const SCHEMA_SOURCES: readonly SchemaSource[] = [
  {
    name: 'environments',
    title: 'config/environments.json: the three environments',
    module: 'src/core/environment/registry.ts',
    exportName: 'registrySchema',
  },
  {
    name: 'secret-fingerprints',
    title: 'config/secret-fingerprints.json: what the environments compare their secrets by',
    module: 'src/core/environment/fingerprints.ts',
    exportName: 'secretFingerprintsSchema',
  },
  {
    name: 'workspaces',
    title: 'config/workspaces.json: which helpdesk workspace is whose',
    module: 'src/core/environment/fingerprints.ts',
    exportName: 'workspacesSchema',
  },
  {
    name: 'preflight-report',
    title: 'What rpmw preflight --out writes',
    module: 'src/core/preflight/report.ts',
    exportName: 'preflightReportSchema',
  },
  {
    name: 'routing',
    title: 'config/routing.json: intents, destinations, thresholds and caps',
    module: 'src/core/intents/routing-config.ts',
    exportName: 'routingConfigSchema',
  },
  {
    name: 'templates',
    title: 'config/templates.json: what may be said to a customer',
    module: 'src/core/replies/template-config.ts',
    exportName: 'templatesConfigSchema',
  },
  {
    name: 'ticket-line',
    title: 'One line of a file for --tickets',
    module: 'src/core/tickets/ticket-file.ts',
    exportName: 'ticketLineSchema',
  },
  {
    name: 'decision-line',
    title: 'One line of a file written by --decisions',
    module: 'src/core/worker/record.ts',
    exportName: 'decisionRecordSchema',
  },
  {
    name: 'run-summary',
    title: 'The object printed by --json',
    module: 'src/core/worker/run-summary.ts',
    exportName: 'runSummarySchema',
  },
];

async function loadSchema(root: string, source: SchemaSource): Promise<z.core.$ZodType> {
  const url = pathToFileURL(path.join(root, source.module)).href;
  const loaded: unknown = await import(url);
  const found: unknown = z.record(z.string(), z.unknown()).parse({ ...Object(loaded) })[
    source.exportName
  ];
  if (found instanceof z.core.$ZodType) return found;
  throw new Error(`${source.module} exports no schema named ${source.exportName}`);
}

async function render(root: string, source: SchemaSource): Promise<GeneratedFile> {
  const schema = await loadSchema(root, source);
  // Draft 7 is what editors read; `input` describes what a person writes, before defaults and transforms.
  const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  const $comment = `Generated from ${source.module} by "npm run generate"; do not edit.`;
  const document = { $schema, $comment, title: source.title, ...body };
  return {
    path: `config/schemas/${source.name}.schema.json`,
    content: `${JSON.stringify(document, null, 2)}\n`,
  };
}

export function generateConfigSchemas(root: string): Promise<readonly GeneratedFile[]> {
  return Promise.all(SCHEMA_SOURCES.map((source) => render(root, source)));
}
