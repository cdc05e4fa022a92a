import type { Channel } from '../tickets/channels.ts';
import type { RoutingConfig } from './routing-config.ts';
import {
  intentTag,
  MANUAL_TRIAGE_TAG,
  PROCESSED_TAG,
  ROUTING_APPLIED_TAG,
  secondaryTag,
  UNCERTAIN_TAG,
} from './tag-catalogue.ts';
import type { DestinationId } from './taxonomy.ts';
import type { Understanding } from './understand.ts';

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
