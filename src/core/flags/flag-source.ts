import type { FlagReading } from './flags.ts';
import type { FlagName } from './names.ts';

/** Reads flags. Never throws: what cannot be read is `unreadable`. Values are as fresh as `readAtMs` says. */
export interface FlagSource {
  read(names: readonly FlagName[]): Promise<ReadonlyMap<FlagName, FlagReading>>;
}

/** Writes flags. Durable when it resolves, and seen by every later read of the same store. */
export interface FlagWriter {
  /** @returns the version of the parameter after the write, from 1 */
  write(name: FlagName, raw: string): Promise<number>;
}

/** The flags of one environment; `readAll` gives the four fixed ones, and every flag of a template that there is. */
export type Flags = FlagSource &
  FlagWriter & { readonly readAll: () => Promise<ReadonlyMap<FlagName, FlagReading>> };
