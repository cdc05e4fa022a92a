import { AUTOMATION_CHANNELS, type AutomationChannel } from '../tickets/ticket.ts';
import { type FlagName, type RequiredFlag, SAFE_VALUES, TEMPLATE_FLAG_PREFIX } from './names.ts';

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

/** Exactly `true` or `false`; `TRUE`, ` true` and `ture` are invalid (D5). */
export function parseBooleanFlag(raw: string): boolean | null {
  if (raw === 'true') return true;
  return raw === 'false' ? false : null;
}

/** A comma-separated list of `email` and `livechat`, or the word `none`. Anything else is invalid. */
export function parseChannelsFlag(raw: string): readonly AutomationChannel[] | null {
  if (raw === 'none') return [];
  const parts = raw.split(',');
  const known = AUTOMATION_CHANNELS.filter((channel) => parts.includes(channel));
  return known.length === parts.length ? known : null;
}

function toState<T>(
  reading: FlagReading | undefined,
  parse: (raw: string) => T | null,
): FlagState<T> {
  if (reading === undefined) return { state: 'missing', readAtMs: 0 };
  if (reading.state !== 'raw') return reading;
  const value = parse(reading.raw);
  if (value === null) return { state: 'invalid', readAtMs: reading.readAtMs };
  return { state: 'value', value, readAtMs: reading.readAtMs };
}

/** Parses readings into a snapshot. What was not read is `missing`. */
export function parseFlags(readings: ReadonlyMap<FlagName, FlagReading>): FlagSnapshot {
  const templates = new Map<string, FlagState<boolean>>();
  for (const [name, reading] of readings) {
    if (name.startsWith(TEMPLATE_FLAG_PREFIX)) {
      templates.set(name.slice(TEMPLATE_FLAG_PREFIX.length), toState(reading, parseBooleanFlag));
    }
  }
  return {
    safeMode: toState(readings.get('safe_mode'), parseBooleanFlag),
    automationEnabled: toState(readings.get('automation_enabled'), parseBooleanFlag),
    routingEnabled: toState(readings.get('routing_enabled'), parseBooleanFlag),
    automationChannels: toState(readings.get('automation_channels'), parseChannelsFlag),
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
