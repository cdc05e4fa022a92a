import type { EnvironmentName } from '../environment/names.ts';
import type { Flags } from '../flags/flag-source.ts';
import { describeFlag, type FlagDescription } from '../flags/flags.ts';
import { type FlagName, flagParameter, REQUIRED_FLAGS } from '../flags/names.ts';

/** One flag as a person reads it, and the parameter that holds it. */
export interface FlagRow extends FlagDescription {
  readonly flag: FlagName;
  readonly parameter: string;
}

const FIXED: readonly FlagName[] = [...REQUIRED_FLAGS, 'automation_channels'];

/** The four fixed flags, and every template's that is set. */
async function namesToShow(flags: Pick<Flags, 'readAll'>): Promise<readonly FlagName[]> {
  const all = [...(await flags.readAll())];
  const set = all.filter(([, reading]) => reading.state !== 'missing').map(([name]) => name);
  return [...new Set([...FIXED, ...set])];
}

/** Reads one flag, or all that are fixed or set. Of a text that is no value nothing is shown. */
export async function showFlags(
  wanted: FlagName | null,
  environment: EnvironmentName,
  flags: Flags,
): Promise<readonly FlagRow[]> {
  const names = wanted === null ? await namesToShow(flags) : [wanted];
  const readings = await flags.read(names);
  return names.map((flag) => {
    const parameter = flagParameter(environment, flag);
    return { flag, parameter, ...describeFlag(flag, readings.get(flag)) };
  });
}
