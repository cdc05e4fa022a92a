import type { AccountFailure } from './account-failure.ts';

/**
 * What the caller's credentials say. Only the account's id is taken from the answer: the ARN's session name is often a
 * person's e-mail address (R2.3).
 */
export type CallerReading =
  | { readonly outcome: 'caller'; readonly accountId: string; readonly serverTimeMs: number | null }
  | {
      readonly outcome: 'failed';
      readonly failure: AccountFailure;
      /** What the service's own clock said, also on a refusal; null when nothing answered. */
      readonly serverTimeMs: number | null;
    };

/** Asks whose credentials these are. Never throws, never caches. */
export interface CallerIdentity {
  whoAmI(): Promise<CallerReading>;
}
