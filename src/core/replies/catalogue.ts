import type { TemplateDefinition, TemplatesConfig } from './template-config.ts';
import { TEMPLATE_IDS, type TemplateId } from './template-ids.ts';

/** One line of the catalogue, as `templates list --json` prints it. */
export interface TemplateListing {
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
