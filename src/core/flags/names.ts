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

/** Every flag that exists. There is none for what is never automated (docs/architecture.md). */
export const ALL_FLAGS: readonly FlagName[] = [
  ...REQUIRED_FLAGS,
  'automation_channels',
  ...TEMPLATE_IDS.filter((id) => !NEVER_ENABLED_TEMPLATES.includes(id)).map(templateFlag),
];

/** The parameter a flag lives under, the same on every runtime (D17). */
export function flagParameter(environment: EnvironmentName, flag: FlagName): string {
  return parameterName(environment, flag);
}
