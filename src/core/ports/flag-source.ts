import type { FlagName } from '../flags/names.ts';
import type { FlagReading } from '../flags/snapshot.ts';

/** Reads flags. Never throws: what cannot be read is `unreadable`. Values are as fresh as `readAtMs` says. */
export interface FlagSource {
  read(names: readonly FlagName[]): Promise<ReadonlyMap<FlagName, FlagReading>>;
}
