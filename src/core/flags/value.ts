import { AUTOMATION_CHANNELS, type AutomationChannel } from '../tickets/ticket.ts';
import { type FlagName, isRequiredFlag, SAFE_VALUES } from './names.ts';

/** What the text of a flag says: a value of the flag's closed set, or nothing that counts (D5). */
export type FlagText<T> =
  | { readonly state: 'value'; readonly value: T }
  | { readonly state: 'invalid' };

const INVALID = { state: 'invalid' } as const;

/** Exactly `true` or `false`; `TRUE`, ` true` and `ture` are invalid. */
function parseBoolean(raw: string): FlagText<boolean> {
  if (raw !== 'true' && raw !== 'false') return INVALID;
  return { state: 'value', value: raw === 'true' };
}

/** A comma-separated list of `email` and `livechat`, or the word `none`. */
function parseChannels(raw: string): FlagText<readonly AutomationChannel[]> {
  if (raw === 'none') return { state: 'value', value: [] };
  const parts = raw.split(',');
  const known = AUTOMATION_CHANNELS.filter((channel) => parts.includes(channel));
  return known.length === parts.length ? { state: 'value', value: known } : INVALID;
}

/** Parses the text of a flag. Nothing else in the program decides what is a value of it. */
export function parseFlagText(
  flag: 'automation_channels',
  raw: string,
): FlagText<readonly AutomationChannel[]>;
export function parseFlagText(
  flag: Exclude<FlagName, 'automation_channels'>,
  raw: string,
): FlagText<boolean>;
export function parseFlagText(flag: FlagName, raw: string): FlagText<unknown>;
export function parseFlagText(flag: FlagName, raw: string): FlagText<unknown> {
  return flag === 'automation_channels' ? parseChannels(raw) : parseBoolean(raw);
}

/** True when `raw` is a value that the flag may hold. */
export function isFlagValue(flag: FlagName, raw: string): boolean {
  return parseFlagText(flag, raw).state === 'value';
}

/** The text that counts where a flag has no value: what is not required is off. */
export function safeText(flag: FlagName): string {
  if (flag === 'automation_channels') return 'none';
  return String(isRequiredFlag(flag) && SAFE_VALUES[flag]);
}

/**
 * Tells which way a write moves the system. Toward the flag's safe value is safer; so is switching channels off; everything
 * else, and everything we cannot compare, counts as riskier.
 */
export function flagDirection(
  flag: FlagName,
  before: string | null,
  after: string,
): 'safer' | 'riskier' {
  if (flag !== 'automation_channels') return after === safeText(flag) ? 'safer' : 'riskier';
  const now = parseFlagText(flag, before ?? 'none');
  const then = parseFlagText(flag, after);
  if (then.state === 'invalid') return 'riskier';
  const channels = now.state === 'value' ? now.value : [];
  return then.value.every((channel) => channels.includes(channel)) ? 'safer' : 'riskier';
}
