import type { EnvironmentName } from '../environment/names.ts';
import { parameterName } from '../environment/resource.names.ts';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS } from '../replies/template-ids.ts';

/** Flags that hold exactly `true` or `false` and must exist in every account (R9.2). */
export const REQUIRED_FLAGS = ['safe_mode', 'automation_enabled', 'routing_enabled'] as const;
export type RequiredFlag = (typeof REQUIRED_FLAGS)[number];
export const TEMPLATE_FLAG_PREFIX = 'template_enabled/';
export type TemplateFlag = `${typeof TEMPLATE_FLAG_PREFIX}${string}`;
export type FlagName = RequiredFlag | 'automation_channels' | TemplateFlag;

/** The value that is used whenever a required flag is anything but readable, fresh and well-formed (D5). */
export const SAFE_VALUES: Readonly<Record<RequiredFlag, boolean>> = {
  safe_mode: true,
  automation_enabled: false,
  routing_enabled: false,
};

export function templateFlag(templateId: string): TemplateFlag {
  return `${TEMPLATE_FLAG_PREFIX}${templateId}`;
}

/** Every flag that exists. What is never automated has no flag (docs/architecture.md). */
export const ALL_FLAGS: readonly FlagName[] = [
  ...REQUIRED_FLAGS,
  'automation_channels',
  ...TEMPLATE_IDS.filter((id) => !NEVER_ENABLED_TEMPLATES.includes(id)).map(templateFlag),
];

const KNOWN: ReadonlySet<string> = new Set(ALL_FLAGS);

/** True for a flag that exists: the required ones, the channels, and one per template that may ever be sent. */
export function isFlagName(name: string): name is FlagName {
  return KNOWN.has(name);
}

export function isRequiredFlag(flag: FlagName): flag is RequiredFlag {
  return Object.hasOwn(SAFE_VALUES, flag);
}

export function isTemplateFlag(flag: FlagName): flag is TemplateFlag {
  return flag.startsWith(TEMPLATE_FLAG_PREFIX);
}

/** The parameter a flag lives under, the same on every runtime (D17). */
export function flagParameter(environment: EnvironmentName, flag: FlagName): string {
  return parameterName(environment, flag);
}

/** Everywhere a new account talks to nobody (R4.1): safe mode is on and automation off. */
const SILENT = { safe_mode: true, automation_enabled: false } as const;
const ROUTE_ONLY = { ...SILENT, routing_enabled: true } as const;
const OBSERVE = { ...SILENT, routing_enabled: false } as const;

/**
 * The value of each required flag that an account starts with (R4.1, R5.1, R11.1). `rpmw account init` alone writes
 * them, once, beside the marker; after that only an operator changes them, and neither a deployment nor a restart
 * writes them again. Not to be confused with `SAFE_VALUES`, which count where a flag has no usable value.
 */
export const INITIAL_FLAGS: Readonly<
  Record<EnvironmentName, Readonly<Record<RequiredFlag, boolean>>>
> = {
  dev: ROUTE_ONLY,
  staging: ROUTE_ONLY,
  // Routing in prod is the first step of the release, not a default.
  prod: OBSERVE,
};
