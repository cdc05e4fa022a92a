import type { FlagName } from './names.ts';
import type { FlagReading } from './snapshot.ts';

/** Reads flags. Never throws: what cannot be read is `unreadable`. Values are as fresh as `readAtMs` says. */
export interface FlagSource {
  read(names: readonly FlagName[]): Promise<ReadonlyMap<FlagName, FlagReading>>;
}
