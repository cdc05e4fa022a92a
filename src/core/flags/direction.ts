import { ALL_FLAGS, type FlagName, type RequiredFlag, SAFE_VALUES } from './names.ts';
import { parseBooleanFlag, parseChannelsFlag } from './snapshot.ts';

const KNOWN: ReadonlySet<string> = new Set(ALL_FLAGS);

/** True for a flag that exists: the required ones, the channels, and one per template that may ever be sent. */
export function isFlagName(name: string): name is FlagName {
  return KNOWN.has(name);
}

/** True when `raw` is a value that the flag may hold. */
export function isFlagValue(name: FlagName, raw: string): boolean {
  return (name === 'automation_channels' ? parseChannelsFlag(raw) : parseBooleanFlag(raw)) !== null;
}

/**
 * Which way a write moves the system. Toward the flag's safe value is safer; so is switching channels off; everything
 * else, and everything we cannot compare, counts as riskier.
 */
export function flagDirection(
  name: FlagName,
  before: string | null,
  after: string,
): 'safer' | 'riskier' {
  if (name === 'automation_channels') return channelDirection(before, after);
  const safe = SAFE_VALUES[name as RequiredFlag] ?? false;
  return parseBooleanFlag(after) === safe ? 'safer' : 'riskier';
}

function channelDirection(before: string | null, after: string): 'safer' | 'riskier' {
  const now = parseChannelsFlag(before ?? 'none') ?? [];
  const then = parseChannelsFlag(after);
  return then?.every((channel) => now.includes(channel)) === true ? 'safer' : 'riskier';
}
