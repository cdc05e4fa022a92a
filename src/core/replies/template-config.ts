import Mustache from 'mustache';
import { z } from 'zod';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS, type TemplateId } from './template-ids.ts';

/** Single values that a template may show. The kind decides what a value must look like to be shown at all. */
export const SCALAR_VARIABLES = {
  first_name: 'name',
  order_id: 'code',
  order_status: 'text',
  fulfillment_status: 'text',
  order_status_url: 'link',
  shipping_bucket: 'text',
  eta_remaining_human: 'text',
} as const;

export type VariableKind = 'name' | 'code' | 'text' | 'link';

type ScalarVariable = keyof typeof SCALAR_VARIABLES;

/** Every variable that a template may declare. `tracking` is a list and is used as a section. */
const TEMPLATE_VARIABLES = [
  'first_name',
  'order_id',
  'order_status',
  'fulfillment_status',
  'order_status_url',
  'shipping_bucket',
  'eta_remaining_human',
  'tracking',
] as const satisfies readonly (ScalarVariable | 'tracking')[];

export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];

/** What can be shown of one parcel, inside the section `tracking`. A parcel without number is not shown. */
export const TRACKING_FIELDS = { company: 'text', number: 'code', url: 'link' } as const;

export type TrackingField = keyof typeof TRACKING_FIELDS;

/** The only variables of a Tier 0 or Tier 1 template: everything else is a fact about an order. */
const FACT_FREE_VARIABLES: readonly TemplateVariable[] = ['first_name'];

export function isScalarVariable(name: string): name is ScalarVariable {
  return Object.hasOwn(SCALAR_VARIABLES, name);
}

function isTrackingField(name: string): name is TrackingField {
  return Object.hasOwn(TRACKING_FIELDS, name);
}

/** What a body may use: the variables its template declares. */
interface BodyDeclaration {
  readonly required: readonly TemplateVariable[];
  readonly optional: readonly TemplateVariable[];
}

/** The text that Mustache reads; a body is kept as lines so that a change to one shows as one. */
export function bodyText(lines: readonly string[]): string {
  return lines.join('\n');
}

interface BodyNode {
  readonly kind: string;
  readonly name: string;
  readonly children: readonly BodyNode[];
}

const nodeSchema: z.ZodType<BodyNode> = z.lazy(() =>
  z
    .tuple([z.string(), z.string()])
    .rest(z.unknown())
    .transform(([kind, name, ...rest]) => ({
      kind,
      name,
      // Mustache keeps the content of a section in the fifth place of its token.
      children: kind === '#' || kind === '^' ? z.array(nodeSchema).parse(rest[2]) : [],
    })),
);

/** The sections around a place in the body, outermost first; `^` sections are kept as `^name`. */
type Enclosing = readonly string[];

interface Check {
  readonly declaration: BodyDeclaration;
  readonly shown: Set<string>;
  readonly faults: string[];
}

/**
 * Says what is wrong with one body, in sentences for the person who edits the file; empty when nothing is.
 * A body that passes can be rendered without a gap once its required variables are there.
 */
function bodyFaults(lines: readonly string[], declaration: BodyDeclaration): string[] {
  const check: Check = { declaration, shown: new Set(), faults: [] };
  const nodes = parseBody(bodyText(lines));
  if (nodes === null) return ['the tags are not balanced or not readable'];

  for (const node of nodes) inspect(node, [], check);
  for (const name of declaration.required) {
    if (!check.shown.has(name)) check.faults.push(`required variable ${name} is not used`);
  }
  return check.faults;
}

/** True when the body closes with the signature of the team. */
function isSigned(lines: readonly string[]): boolean {
  return /\{\{\s*signature\s*\}\}/.test(bodyText(lines));
}

function parseBody(body: string): readonly BodyNode[] | null {
  try {
    return z.array(nodeSchema).parse(Mustache.parse(body));
  } catch {
    return null;
  }
}

function inspect(node: BodyNode, enclosing: Enclosing, check: Check): void {
  if (node.kind === 'text') return inspectText(node.name, check);
  if (node.kind === 'name') return inspectName(node.name, enclosing, check);
  if (node.kind === '#' || node.kind === '^') return inspectSection(node, enclosing, check);
  check.faults.push(`tag of kind "${node.kind}" is not allowed`);
}

function inspectText(text: string, check: Check): void {
  if (/http:\/\//i.test(text)) check.faults.push('a link must be https');
}

function inspectName(name: string, enclosing: Enclosing, check: Check): void {
  if (name === 'signature') {
    if (enclosing.length > 0) check.faults.push('the signature stands inside a section');
    return;
  }
  if (enclosing.includes('tracking') && isTrackingField(name)) {
    const mayBeMissing = name !== 'number';
    if (mayBeMissing && !enclosing.includes(name)) check.faults.push(gapFault(name));
    return;
  }
  if (!isScalarVariable(name) || !isDeclared(name, check)) {
    check.faults.push(`variable ${name} is not declared`);
    return;
  }
  const isOptional = check.declaration.optional.includes(name);
  if (isOptional && !enclosing.includes(name)) check.faults.push(gapFault(name));
  if (enclosing.length === 0) check.shown.add(name);
}

function inspectSection(node: BodyNode, enclosing: Enclosing, check: Check): void {
  const isItemField = enclosing.includes('tracking') && isTrackingField(node.name);
  if (!isItemField && !isDeclared(node.name, check)) {
    check.faults.push(`variable ${node.name} is not declared`);
    return;
  }
  if (node.name === 'tracking' && enclosing.length === 0) check.shown.add(node.name);
  const inner = [...enclosing, node.kind === '#' ? node.name : `^${node.name}`];
  for (const child of node.children) inspect(child, inner, check);
}

function isDeclared(name: string, check: Check): boolean {
  const { required, optional } = check.declaration;
  return [...required, ...optional].some((declared) => declared === name);
}

function gapFault(name: string): string {
  return `optional ${name} stands outside its own section, which would leave a gap`;
}

const bodySchema = z
  .array(z.string().max(400))
  .min(1)
  .max(40)
  .describe('The lines of the body, Mustache; only declared variables and plain sections');

const templateSchema = z.strictObject({
  tier: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  required: z.array(z.enum(TEMPLATE_VARIABLES)),
  optional: z.array(z.enum(TEMPLATE_VARIABLES)),
  /** True where the ticket may be closed after the reply; the reply then says how to reopen it. */
  closesTicket: z.boolean(),
  variants: z.strictObject({
    /** E-mail and everything that is not live chat; signed. */
    default: bodySchema,
    /** Live chat; unsigned. */
    livechat: bodySchema,
  }),
});

export type TemplateDefinition = z.infer<typeof templateSchema>;

/** A bare host name in lower case: no scheme, port, path or wildcard. */
const hostSchema = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);

/**
 * config/templates.json: the wording of all templates. What a file could do harm with is not its to decide: order
 * facts outside Tier 2, another tier for what is never automated, and closing are refused here.
 */
export const templatesConfigSchema = z
  .strictObject({
    $schema: z.string().optional(),
    schemaVersion: z.literal(1),
    /** How a signed reply ends. */
    signature: z
      .string()
      .max(60)
      .regex(/^\p{L}[\p{L}\p{N} '&.-]*$/u),
    /** Hosts that a link in a reply may lead to: the carriers' and the shop's own. Exact names. */
    allowedLinkHosts: z.array(hostSchema),
    templates: z.record(z.enum(TEMPLATE_IDS), templateSchema),
  })
  .superRefine((config, context) => {
    for (const id of TEMPLATE_IDS) {
      for (const fault of templateFaults(id, config.templates[id])) {
        context.addIssue({ code: 'custom', path: ['templates', id], message: fault });
      }
    }
  });

export type TemplatesConfig = z.infer<typeof templatesConfigSchema>;

const CLOSING_TEMPLATE: TemplateId = 't_order_eta_no_tracking_verified';

function templateFaults(id: TemplateId, template: TemplateDefinition): string[] {
  return [
    ...tierFaults(id, template),
    ...declarationFaults(template),
    ...bodyFaults(template.variants.default, template).map((fault) => `default: ${fault}`),
    ...bodyFaults(template.variants.livechat, template).map((fault) => `livechat: ${fault}`),
    ...signatureFaults(template),
  ];
}

function tierFaults(id: TemplateId, template: TemplateDefinition): string[] {
  const faults: string[] = [];
  const hasFacts = [...template.required, ...template.optional].some(
    (name) => !FACT_FREE_VARIABLES.includes(name),
  );
  if (hasFacts && template.tier !== 2) faults.push('order facts are for Tier 2 only');
  if (NEVER_ENABLED_TEMPLATES.includes(id) && template.tier !== 0) {
    faults.push('this template is never automated: its tier is 0');
  }
  if (template.closesTicket && id !== CLOSING_TEMPLATE) {
    faults.push(`only ${CLOSING_TEMPLATE} may close a ticket`);
  }
  return faults;
}

function declarationFaults(template: TemplateDefinition): string[] {
  const names = [...template.required, ...template.optional];
  return new Set(names).size === names.length ? [] : ['a variable is declared twice'];
}

function signatureFaults(template: TemplateDefinition): string[] {
  const faults: string[] = [];
  if (!isSigned(template.variants.default)) faults.push('default: the signature is missing');
  if (isSigned(template.variants.livechat)) faults.push('livechat: a chat reply is unsigned');
  return faults;
}

/** One line of the catalogue, as `templates list --json` prints it. */
interface TemplateListing {
  readonly id: TemplateId;
  readonly tier: TemplateDefinition['tier'];
  readonly variants: readonly string[];
}

/** Lists every template, in the order of the catalogue. The variants are names; no wording is shown. */
export function listTemplates(config: TemplatesConfig): TemplateListing[] {
  return TEMPLATE_IDS.map((id) => {
    const { tier, variants } = config.templates[id];
    return { id, tier, variants: Object.keys(variants) };
  });
}
