import { describe, expect, it } from 'vitest';
import rawTemplates from '../../../config/templates.json' with { type: 'json' };
import { listTemplates, templatesConfigSchema } from './template-config.ts';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS } from './template-ids.ts';

const listing = listTemplates(templatesConfigSchema.parse(rawTemplates));

describe('listTemplates', () => {
  it('lists all templates once, each with both variants', () => {
    expect(listing.map((template) => template.id)).toEqual([...TEMPLATE_IDS]);
    for (const template of listing) expect(template.variants).toEqual(['default', 'livechat']);
  });

  it('has three templates with order facts, and Tier 0 exactly where nothing is ever automated', () => {
    const ofTier = (tier: number) =>
      listing.filter((template) => template.tier === tier).map((template) => template.id);

    expect(ofTier(2)).toEqual([
      't_order_status_verified',
      't_shipping_delay_verified',
      't_order_eta_no_tracking_verified',
    ]);
    expect(ofTier(0)).toEqual([...NEVER_ENABLED_TEMPLATES]);
    expect(ofTier(1)).toHaveLength(16);
  });
});
