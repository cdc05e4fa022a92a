import { isFlagValue } from './direction.ts';
import type { FlagName } from './names.ts';
import type { FlagReading } from './snapshot.ts';

/**
 * What may be shown and recorded of a reading: a value of the closed set as it stands, else the word for what it is.
 * Somebody may have pasted a key into a flag, so nothing else of it is ever repeated.
 */
export function shownReading(flag: FlagName, reading: FlagReading | undefined): string {
  if (reading === undefined) return 'missing';
  if (reading.state !== 'raw') return reading.state;
  return isFlagValue(flag, reading.raw) ? reading.raw : 'invalid';
}
