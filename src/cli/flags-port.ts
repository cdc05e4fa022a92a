import type { FlagName } from '../core/flags/names.ts';
import type { FlagReading } from '../core/flags/snapshot.ts';
import type { FlagSource } from '../core/ports/flag-source.ts';
import type { FlagWriter } from '../core/ports/flag-writer.ts';

/** The switches of one environment; `readAll` gives the four fixed ones and whichever template's there are. */
export type Flags = FlagSource &
  FlagWriter & { readonly readAll: () => Promise<ReadonlyMap<FlagName, FlagReading>> };
