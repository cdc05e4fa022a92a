import type { AutomationChannel } from '../tickets/ticket.ts';
import {
  type FlagName,
  isRequiredFlag,
  isTemplateFlag,
  type RequiredFlag,
  SAFE_VALUES,
  TEMPLATE_FLAG_PREFIX,
  type TemplateFlag,
} from './names.ts';
import { type FlagText, isFlagValue, parseFlagText, safeText } from './value.ts';

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
