import { setTimeout } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Looks until `isTrue` says so, without a fixed wait.
 * @throws {Error} naming `what` when it has not come true after `limitMs`
 */
export async function waitFor(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  limitMs = 120_000,
): Promise<void> {
  const endsAtMs = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > endsAtMs) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await setTimeout(POLL_MS);
  }
}
