import { AUTOMATION_CHANNELS, type AutomationChannel } from '../tickets/ticket.ts';
import {
  type FlagName,
  isRequiredFlag,
  isTemplateFlag,
  type RequiredFlag,
  SAFE_VALUES,
  TEMPLATE_FLAG_PREFIX,
  type TemplateFlag,
} from './names.ts';

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
function safeText(flag: FlagName): string {
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

/** What one read of a flag's parameter gave. `raw` is untrusted text. */
export type FlagReading =
  | { readonly state: 'raw'; readonly raw: string; readonly readAtMs: number }
  | { readonly state: 'missing'; readonly readAtMs: number }
  | { readonly state: 'unreadable'; readonly readAtMs: number };

/** The five states of a flag. Only `value` may ever allow something. */
export type FlagState<T> =
  | { readonly state: 'value'; readonly value: T; readonly readAtMs: number }
  | { readonly state: 'missing' | 'invalid' | 'unreadable' | 'stale'; readonly readAtMs: number };

/** All flags as they were read for one decision. */
export interface FlagSnapshot {
  readonly safeMode: FlagState<boolean>;
  readonly automationEnabled: FlagState<boolean>;
  readonly routingEnabled: FlagState<boolean>;
  readonly automationChannels: FlagState<readonly AutomationChannel[]>;
  /** By template id. */
  readonly templates: ReadonlyMap<string, FlagState<boolean>>;
}

/** ROUTE may use values read at most 30 s ago, TALK and CLOSE at most 2 s. */
export const ROUTE_FLAG_AGE_MS = 30_000;
export const TALK_FLAG_AGE_MS = 2_000;

function toState<T>(
  reading: FlagReading | undefined,
  parse: (raw: string) => FlagText<T>,
): FlagState<T> {
  if (reading === undefined) return { state: 'missing', readAtMs: 0 };
  if (reading.state !== 'raw') return reading;
  return { ...parse(reading.raw), readAtMs: reading.readAtMs };
}

/** Parses readings into a snapshot. What was not read is `missing`. */
export function parseFlags(readings: ReadonlyMap<FlagName, FlagReading>): FlagSnapshot {
  const stateOf = (flag: RequiredFlag | TemplateFlag) =>
    toState(readings.get(flag), (raw) => parseFlagText(flag, raw));
  const templates = new Map<string, FlagState<boolean>>();
  for (const flag of readings.keys())
    if (isTemplateFlag(flag)) templates.set(flag.slice(TEMPLATE_FLAG_PREFIX.length), stateOf(flag));
  return {
    safeMode: stateOf('safe_mode'),
    automationEnabled: stateOf('automation_enabled'),
    routingEnabled: stateOf('routing_enabled'),
    automationChannels: toState(readings.get('automation_channels'), (raw) =>
      parseFlagText('automation_channels', raw),
    ),
    templates,
  };
}

const FIELD_OF: Readonly<
  Record<RequiredFlag, 'safeMode' | 'automationEnabled' | 'routingEnabled'>
> = {
  safe_mode: 'safeMode',
  automation_enabled: 'automationEnabled',
  routing_enabled: 'routingEnabled',
};

/** The value in force: the flag's own when it has one, else the safe value. */
export function effectiveValue(flags: FlagSnapshot, name: RequiredFlag): boolean {
  const flag = flags[FIELD_OF[name]];
  return flag.state === 'value' ? flag.value : SAFE_VALUES[name];
}

const NEVER_READ: FlagState<boolean> = { state: 'missing', readAtMs: 0 };

/** The flag of one template; a template without one is off. */
export function templateState(flags: FlagSnapshot, templateId: string): FlagState<boolean> {
  return flags.templates.get(templateId) ?? NEVER_READ;
}

/**
 * What may be shown and recorded of a reading: a value of the closed set as it stands, else the word for what it is.
 * Somebody may have pasted a key into a flag, so nothing else of it is ever repeated.
 */
export function shownReading(flag: FlagName, reading: FlagReading | undefined): string {
  if (reading === undefined) return 'missing';
  if (reading.state !== 'raw') return reading.state;
  return isFlagValue(flag, reading.raw) ? reading.raw : 'invalid';
}

/** A flag as a person reads it. */
export interface FlagDescription {
  readonly state: 'value' | 'missing' | 'not-set' | 'invalid' | 'unreadable';
  readonly value: string | null;
  /** What counts: the value, or the safe one. */
  readonly inForce: string;
}

function stateOf(flag: FlagName, reading: FlagReading | undefined): FlagDescription['state'] {
  if (reading?.state === 'raw') return parseFlagText(flag, reading.raw).state;
  if (reading?.state === 'unreadable') return 'unreadable';
  return isRequiredFlag(flag) ? 'missing' : 'not-set';
}

/** Describes a reading. An optional flag that is missing is `not-set`: nothing is wrong, it is off. */
export function describeFlag(flag: FlagName, reading: FlagReading | undefined): FlagDescription {
  const state = stateOf(flag, reading);
  const value = state === 'value' ? shownReading(flag, reading) : null;
  return { state, value, inForce: value ?? safeText(flag) };
}
