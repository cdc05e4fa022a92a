import Mustache from 'mustache';
import { z } from 'zod';

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
export const TEMPLATE_VARIABLES = [
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
export const FACT_FREE_VARIABLES: readonly TemplateVariable[] = ['first_name'];

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
export function bodyFaults(lines: readonly string[], declaration: BodyDeclaration): string[] {
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
export function isSigned(lines: readonly string[]): boolean {
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
