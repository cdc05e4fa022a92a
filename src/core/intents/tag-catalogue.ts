import { TEST_TICKET_TAG } from '../environment/ticket-scope.ts';
import { TEMPLATE_IDS, type TemplateId } from '../replies/template-ids.ts';
import type { Channel } from '../tickets/ticket.ts';
import type { RoutingConfig } from './routing-config.ts';
import { DESTINATION_IDS, type DestinationId, INTENT_IDS, type IntentId } from './taxonomy.ts';
import type { Understanding } from './understand.ts';

export const ROUTING_APPLIED_TAG = 'mw-routing-applied';

export const PROCESSED_TAG = 'mw-processed';

export const UNCERTAIN_TAG = 'mw-uncertain';

export const MANUAL_TRIAGE_TAG = 'mw-needs-manual-triage';

export const AUTO_REPLIED_TAG = 'mw-auto-replied';

export const REPLY_SENT_TAG = 'mw-reply-sent';

export const REPLY_UNCONFIRMED_TAG = 'mw-reply-unconfirmed';

export const SKIP_FOLLOW_UP_TAG = 'mw-skip-followup-after-auto-reply';

export const ESCALATED_TAG = 'mw-escalated-human';

const ROUTE_PREFIX = 'route-';
const INTENT_PREFIX = 'mw-intent-';
const SECONDARY_PREFIX = 'mw-secondary-';
const TEMPLATE_PREFIX = 'mw-template-';

/** Every mark of a team that is missing starts like `MANUAL_TRIAGE_TAG`. */
const NEEDS_PREFIX = 'mw-needs-';

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
  return `${INTENT_PREFIX}${intent}`;
}

export function secondaryTag(intent: IntentId): string {
  return `${SECONDARY_PREFIX}${intent}`;
}

export function templateTag(template: TemplateId): string {
  return `${TEMPLATE_PREFIX}${template}`;
}

/** The template that a tag of `templateTag` names, or null for any other tag. It may be one that we no longer have. */
export function templateOfTag(tag: string): string | null {
  return tag.startsWith(TEMPLATE_PREFIX) ? tag.slice(TEMPLATE_PREFIX.length) : null;
}

/** True for a tag that names a team. */
export function isRouteTag(tag: string): boolean {
  return tag.startsWith(ROUTE_PREFIX);
}

const EXCLUSIVE_PREFIXES = [
  ROUTE_PREFIX,
  INTENT_PREFIX,
  SECONDARY_PREFIX,
  UNCERTAIN_TAG,
  NEEDS_PREFIX,
] as const;

/** True for a tag of one routing that contradicts the next: one team, one intent at a time. */
export function isExclusiveTag(tag: string): boolean {
  return EXCLUSIVE_PREFIXES.some((prefix) => tag.startsWith(prefix));
}

const CATALOGUES = new WeakMap<RoutingConfig, ReadonlySet<string>>();

/**
 * Every tag that we may write under this configuration, sorted. Closed: `mw-test` (I10) is not among them,
 * even if the configuration names it.
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
  return new Set(tags.filter((tag) => tag !== TEST_TICKET_TAG).toSorted());
}

/** Where everything goes that nobody was named for. */
const LAST_RESORT: DestinationId = 'email-support';

export interface Route {
  readonly destination: DestinationId;
  /** Sorted, without repeats; exactly one of them starts with `route-`. */
  readonly tags: readonly string[];
}

/**
 * Where a message goes and the tags that take it there. Pure and deterministic. A destination that the tenant does not have is
 * replaced by the intent's fallback and marked; an unsure message goes to Email Support, but a Tier 0 one always to its own team.
 *
 * @param _channel changes nothing in today's table; routing is by intent alone
 */
export function routeTags(
  understanding: Understanding,
  _channel: Channel,
  config: RoutingConfig,
): Route {
  const { destination, marks } = destinationOf(understanding, config);
  const tags = new Set([
    config.destinations[destination].tag,
    intentTag(understanding.primary),
    ...understanding.secondary.map((intent) => secondaryTag(intent)),
    ROUTING_APPLIED_TAG,
    PROCESSED_TAG,
    ...marks,
  ]);
  return { destination, tags: [...tags].toSorted() };
}

function destinationOf(understanding: Understanding, config: RoutingConfig) {
  if (!understanding.isTierZero && understanding.band !== 'route') {
    const mark = understanding.band === 'manual' ? MANUAL_TRIAGE_TAG : UNCERTAIN_TAG;
    return { destination: LAST_RESORT, marks: [mark] };
  }
  const { destination, fallback } = config.intents[understanding.primary];
  if (config.destinations[destination].isAvailable) return { destination, marks: [] };
  if (fallback === undefined) return { destination: LAST_RESORT, marks: [] };
  const isReachable = config.destinations[fallback.destination].isAvailable;
  return { destination: isReachable ? fallback.destination : LAST_RESORT, marks: [fallback.tag] };
}
