import type { EnvironmentName } from '../core/environment/names.ts';

/** The environment, and the folders that are meant. */
export interface LocalOptions {
  readonly environment: EnvironmentName;
  readonly configDir: string;
  readonly dataDir: string;
}
