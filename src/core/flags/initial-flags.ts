import type { EnvironmentName } from '../environment/names.ts';
import type { RequiredFlag } from './names.ts';

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
