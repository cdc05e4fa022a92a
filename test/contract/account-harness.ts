import type { AccountFailure } from '../../src/core/environment/account.ts';
import type { FaultKind } from '../support/aws-stand-in/faults.ts';

/** What every harness of a service of the account offers beside the port. */
export interface AccountHarness<P> {
  readonly port: P;
  readonly accountId: string;
  readonly region: string;
  /** Plans a fault for calls that name this; for all of them when it is null. */
  fail(kind: FaultKind, name: string | null, times?: number): void;
  /** How many calls arrived. */
  calls(): number;
  close(): Promise<void>;
}

/** Every failure that a service can show at once, and what it is called. Throttling has cases of its own: it takes seconds. */
export const FAILURES: readonly (readonly [FaultKind, AccountFailure])[] = [
  ['access-denied', 'ACCESS_DENIED'],
  ['expired-token', 'CREDENTIALS_EXPIRED'],
  ['invalid-token', 'CREDENTIALS_INVALID'],
  ['server-error', 'SERVICE_FAILED'],
  ['hang', 'ENDPOINT_TIMEOUT'],
  ['reset', 'ENDPOINT_UNREACHABLE'],
  ['truncated', 'ANSWER_UNREADABLE'],
  ['garbage', 'ANSWER_UNREADABLE'],
  ['wrong-shape', 'ANSWER_UNREADABLE'],
];

/** Nothing of what services say about the caller, and no secret value, may be seen in what we hand on. */
export const CANARIES = /canary|arn:|AROA/i;

/** Everything that printing, logging or storing a thing could show of it, its causes included. */
export function everythingIn(thing: unknown): string {
  const seen: string[] = [];
  for (let at: unknown = thing; at !== undefined && at !== null; ) {
    seen.push(at instanceof Error ? `${at.stack}` : '', JSON.stringify(at) ?? '');
    if (!(at instanceof Error)) break;
    seen.push(...Object.getOwnPropertyNames(at), JSON.stringify(Object.values(at)));
    at = at.cause;
  }
  return seen.join('\n');
}
