import type { AccountFailure, ResourcePlace } from './account-failure.ts';

/** What one read of a parameter gave. `raw` is untrusted text, exactly as stored. */
export type ParameterReading =
  | {
      readonly state: 'raw';
      readonly raw: string;
      readonly version: number;
      /** Null when the store names no place. */
      readonly place: ResourcePlace | null;
    }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly failure: AccountFailure };

/** The parameters of an account, by full name. Every read asks the store. */
export interface ParameterStore {
  /**
   * Never throws: what cannot be read is `unreadable`. Names are read ten a call, all calls at once; a batch that is
   * refused is read one by one, so that one bad parameter hides no other.
   * @returns an entry for every name asked for
   */
  read(names: readonly string[]): Promise<ReadonlyMap<string, ParameterReading>>;
  /** Writes a parameter that does not exist, and changes none that does. @throws {AccountServiceError} */
  create(name: string, raw: string): Promise<'created' | 'exists'>;
  /** Writes a parameter over what it held. @returns its version, from 1 @throws {AccountServiceError} */
  overwrite(name: string, raw: string): Promise<number>;
}
