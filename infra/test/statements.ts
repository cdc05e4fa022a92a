import { z } from 'zod';
import { getResource, type Resource, resourcesOf, type Template, textOf } from './assembly.ts';

const oneOrMany = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);
/** Strict: a statement that says what it does not mean (NotAction, NotResource) is refused by every test here. */
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany.transform((actions) => actions.map(textOf)),
  Resource: oneOrMany.transform((resources) => resources.map(textOf)).optional(),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

export type Statement = z.infer<typeof statementSchema> & { readonly owner: Resource };

function collect(value: unknown, found: unknown[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Statement') found.push(...z.array(z.unknown()).parse(inner));
    else collect(inner, found);
  }
}

/** Every policy statement of one resource, wherever it stands. */
export function statementsIn(owner: Resource): readonly Statement[] {
  const found: unknown[] = [];
  collect(owner.Properties, found);
  return found.map((statement) => ({ ...statementSchema.parse(statement), owner }));
}

export function statementsOf(template: Template): readonly Statement[] {
  return resourcesOf(template).flatMap(statementsIn);
}

/** What a role may and may not do: its own statements and those of the managed policies it has. */
export function statementsOfRole(template: Template, roleName: string): readonly Statement[] {
  const role = getResource(template, 'AWS::IAM::Role', 'RoleName', roleName);
  const attached = z.array(z.unknown()).parse(role.Properties['ManagedPolicyArns']).map(textOf);
  const managed = resourcesOf(template, 'AWS::IAM::ManagedPolicy').filter(({ id }) =>
    attached.includes(`<${id}>`),
  );
  if (managed.length !== attached.length)
    throw new Error(`${roleName} has a policy from elsewhere`);
  return [role, ...managed].flatMap(statementsIn).filter(({ Resource: on }) => on !== undefined);
}

/** Whether a pattern of IAM, with `*` for any text and `?` for one character, covers a text. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('?', '.')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(text);
}

function applies({ Action, Resource: on }: Statement, action: string, arn: string): boolean {
  return (
    Action.some((pattern) => matches(pattern, action)) &&
    (on ?? []).some((pattern) => matches(pattern, arn))
  );
}

/** How IAM answers, conditions taken as met: a deny beats every allow, and nothing said is a denial. */
export function judge(
  statements: readonly Statement[],
  action: string,
  arn: string,
): 'allowed' | 'not-allowed' | 'denied' {
  const applying = statements.filter((statement) => applies(statement, action, arn));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not-allowed';
}
