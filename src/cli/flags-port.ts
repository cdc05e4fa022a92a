import type { FlagSource } from '../core/flags/flag-source.ts';
import type { FlagWriter } from '../core/flags/flag-writer.ts';
import type { FlagName } from '../core/flags/names.ts';
import type { FlagReading } from '../core/flags/snapshot.ts';

/** The flags of one environment; `readAll` gives the four fixed ones and whichever template's there are. */
export type Flags = FlagSource &
  FlagWriter & { readonly readAll: () => Promise<ReadonlyMap<FlagName, FlagReading>> };
