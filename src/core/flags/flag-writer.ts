import type { FlagName } from './names.ts';

/** Writes flags. Durable when it resolves, and seen by every later read of the same store. */
export interface FlagWriter {
  /** @returns the version of the parameter after the write, from 1 */
  write(name: FlagName, raw: string): Promise<number>;
}
