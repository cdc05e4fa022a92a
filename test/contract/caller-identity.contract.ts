import { expect } from 'vitest';
import type { CallerIdentity } from '../../src/core/environment/account.ts';
import { type AccountHarness, CANARIES, everythingIn, FAILURES } from './account-harness.ts';
import { type ContractCase, describeCases, type Gap } from './contract-case.ts';

export interface CallerIdentityHarness extends AccountHarness<CallerIdentity> {
  /** The credentials belong to another account from now on. */
  moveTo(accountId: string): void;
  /** Sets the service's clock this far ahead of ours. */
  skew(ms: number): void;
  /** Nothing listens any more. */
  goAway(): Promise<void>;
}
type Case = ContractCase<CallerIdentityHarness>;

const SKEW_MS = 3_600_000;
const TOLERANCE_MS = 5_000;

const FAILURE_CASES: readonly Case[] = FAILURES.map(([kind, failure]) => ({
  name: `calls ${kind} ${failure}, and says nothing else about it`,
  run: async ({ port, fail }) => {
    fail(kind, null);
    const reading = await port.whoAmI();

    expect(reading).toMatchObject({ outcome: 'failed', failure });
    expect(everythingIn(reading)).not.toMatch(CANARIES);
  },
}));

const ANSWER_CASES: readonly Case[] = [
  {
    name: 'R2.3 names the account and keeps nothing else of the answer',
    run: async ({ port, accountId }) => {
      const reading = await port.whoAmI();

      expect(reading).toEqual({
        outcome: 'caller',
        accountId,
        serverTimeMs: expect.any(Number),
      });
      expect(everythingIn(reading)).not.toMatch(CANARIES);
    },
  },
];

const STEERED_CASES: readonly Case[] = [
  {
    name: 'R2.1 asks every time: an answer of before is never given again',
    run: async ({ port, moveTo }) => {
      await port.whoAmI();
      moveTo('555566667777');

      expect(await port.whoAmI()).toMatchObject({ accountId: '555566667777' });
    },
  },
  {
    name: 'says what the clock of the service says, also on a refusal',
    run: async ({ port, skew, fail }) => {
      skew(SKEW_MS);
      const answered = await port.whoAmI();
      fail('access-denied', null);
      const refused = await port.whoAmI();

      for (const { serverTimeMs } of [answered, refused]) {
        const ahead = (serverTimeMs ?? 0) - Date.now();
        expect(Math.abs(ahead - SKEW_MS)).toBeLessThan(TOLERANCE_MS);
      }
    },
  },
  {
    name: 'says no time when nothing answers',
    run: async ({ port, fail, goAway }) => {
      await port.whoAmI();
      fail('hang', null);

      expect(await port.whoAmI()).toEqual({
        outcome: 'failed',
        failure: 'ENDPOINT_TIMEOUT',
        serverTimeMs: null,
      });
      await goAway();

      expect(await port.whoAmI()).toEqual({
        outcome: 'failed',
        failure: 'ENDPOINT_UNREACHABLE',
        serverTimeMs: null,
      });
    },
  },
  {
    name: 'waits and asks again when it is told to slow down once',
    run: async ({ port, fail, calls }) => {
      fail('throttling', null, 1);

      expect(await port.whoAmI()).toMatchObject({ outcome: 'caller' });
      expect(calls()).toBe(2);
    },
  },
];

/** The cases that plan a fault or steer the service. */
export const CALLER_IDENTITY_FAULTS = [...STEERED_CASES, ...FAILURE_CASES].map(({ name }) => name);
export const CALLER_IDENTITY_CASES: readonly Case[] = [
  ...ANSWER_CASES,
  ...STEERED_CASES,
  ...FAILURE_CASES,
];

/** Runs the contract of the port `CallerIdentity`. */
export function describeCallerIdentity(
  adapter: string,
  makeHarness: () => Promise<CallerIdentityHarness>,
  skip: readonly Gap[] = [],
): void {
  const title = `CallerIdentity contract: ${adapter}`;
  describeCases(title, CALLER_IDENTITY_CASES, makeHarness, skip);
}
