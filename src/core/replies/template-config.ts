import { z } from 'zod';
import { bodyFaults, FACT_FREE_VARIABLES, isSigned, TEMPLATE_VARIABLES } from './template-body.ts';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS, type TemplateId } from './template-ids.ts';

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
