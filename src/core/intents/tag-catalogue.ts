import type { TemplateId } from '../replies/template-ids.ts';
import { TEMPLATE_IDS } from '../replies/template-ids.ts';
import type { RoutingConfig } from './routing-config.ts';
import type { IntentId } from './taxonomy.ts';
import { DESTINATION_IDS, INTENT_IDS } from './taxonomy.ts';

export const ROUTING_APPLIED_TAG = 'mw-routing-applied';
export const PROCESSED_TAG = 'mw-processed';
export const UNCERTAIN_TAG = 'mw-uncertain';
export const MANUAL_TRIAGE_TAG = 'mw-needs-manual-triage';
export const AUTO_REPLIED_TAG = 'mw-auto-replied';
export const REPLY_SENT_TAG = 'mw-reply-sent';
export const REPLY_UNCONFIRMED_TAG = 'mw-reply-unconfirmed';
export const SKIP_FOLLOW_UP_TAG = 'mw-skip-followup-after-auto-reply';
export const ESCALATED_TAG = 'mw-escalated-human';

/** Set by people to bring a ticket into test scope. We never add or remove it (I10). */
const TEST_TAG = 'mw-test';

const FIXED_TAGS = [
  ROUTING_APPLIED_TAG,
  PROCESSED_TAG,
  UNCERTAIN_TAG,
  MANUAL_TRIAGE_TAG,
  AUTO_REPLIED_TAG,
  REPLY_SENT_TAG,
  REPLY_UNCONFIRMED_TAG,
  SKIP_FOLLOW_UP_TAG,
  ESCALATED_TAG,
] as const;

export function intentTag(intent: IntentId): string {
  return `mw-intent-${intent}`;
}

export function secondaryTag(intent: IntentId): string {
  return `mw-secondary-${intent}`;
}

export function templateTag(template: TemplateId): string {
  return `mw-template-${template}`;
}

const CATALOGUES = new WeakMap<RoutingConfig, ReadonlySet<string>>();

/**
 * Every tag that we may write under this configuration, sorted. Closed: whatever the configuration says, `mw-test`
 * is not among them.
 */
export function ownTags(config: RoutingConfig): readonly string[] {
  return [...catalogueOf(config)];
}

/** True for exactly the tags of `ownTags`: no folding, no trimming, no prefixes. */
export function isOwnTag(tag: string, config: RoutingConfig): boolean {
  return catalogueOf(config).has(tag);
}

function catalogueOf(config: RoutingConfig): ReadonlySet<string> {
  const known = CATALOGUES.get(config);
  if (known !== undefined) return known;
  const built = buildCatalogue(config);
  CATALOGUES.set(config, built);
  return built;
}

function buildCatalogue(config: RoutingConfig): ReadonlySet<string> {
  const tags = [
    ...FIXED_TAGS,
    ...DESTINATION_IDS.map((id) => config.destinations[id].tag),
    ...INTENT_IDS.flatMap((id) => [intentTag(id), secondaryTag(id)]),
    ...INTENT_IDS.flatMap((id) => config.intents[id].fallback?.tag ?? []),
    ...TEMPLATE_IDS.map((id) => templateTag(id)),
  ];
  return new Set(tags.filter((tag) => tag !== TEST_TAG).toSorted());
}
