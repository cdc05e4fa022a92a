import type { ParameterReading } from '../environment/account.ts';
import type { EnvironmentName } from '../environment/names.ts';
import { isFlagValue } from '../flags/flags.ts';
import { type FlagName, isRequiredFlag, SAFE_VALUES } from '../flags/names.ts';
import { type Finding, failed, notSet, passed, skipped, warned } from './check.ts';

export function flagCheckId(flag: FlagName): string {
  return `flag.${flag}`;
}

/** One flag: there, readable and well-formed (R2.2, D5). An optional one that is not set is off and no failure. */
export function checkFlag(flag: FlagName, reading: ParameterReading): Finding {
  const id = flagCheckId(flag);
  switch (reading.state) {
    case 'missing':
      return isRequiredFlag(flag)
        ? failed(id, 'FLAG_MISSING', 'not set')
        : notSet(id, 'not set, which means off');
    case 'unreadable':
      return reading.failure === 'UNDECRYPTABLE'
        ? failed(id, 'FLAG_UNDECRYPTABLE', 'it cannot be decrypted')
        : failed(id, 'FLAG_UNREADABLE', reading.failure);
    default:
      if (reading.raw.trim() === '') return failed(id, 'FLAG_EMPTY', 'it is empty');
      // Only a value of the closed set is shown.
      return isFlagValue(flag, reading.raw)
        ? passed(id, reading.raw)
        : failed(id, 'FLAG_INVALID', 'it is none of the values that it may have');
  }
}

export const STAGING_CHECK = 'flag.staging-closed';
const CLOSED_IN_STAGING = ['safe_mode', 'automation_enabled'] as const;

/**
 * Staging stands at its safe defaults (R4.1). Null elsewhere.
 * @param openReason why staging may be open this once; a warning then
 */
export function checkStaging(
  environment: EnvironmentName,
  flags: ReadonlyMap<FlagName, ParameterReading>,
  openReason: string | null,
): Finding | null {
  if (environment !== 'staging') return null;
  for (const flag of CLOSED_IN_STAGING) {
    const reading = flags.get(flag);
    if (reading?.state !== 'raw' || !isFlagValue(flag, reading.raw))
      return skipped(STAGING_CHECK, flagCheckId(flag));
  }
  const isClosed = CLOSED_IN_STAGING.every((flag) => {
    const reading = flags.get(flag);
    return reading?.state === 'raw' && reading.raw === String(SAFE_VALUES[flag]);
  });
  if (isClosed) return passed(STAGING_CHECK, 'safe_mode=true, automation_enabled=false');
  const detail = 'staging is not at its safe defaults';
  return openReason === null
    ? failed(STAGING_CHECK, 'STAGING_OPEN', detail)
    : warned(STAGING_CHECK, 'STAGING_OPEN', `${detail}, allowed by request`);
}
