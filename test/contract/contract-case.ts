import { describe, it } from 'vitest';

/** One promise of a port, as a check that throws when it is broken. */
export interface ContractCase<H> {
  readonly name: string;
  readonly run: (harness: H) => Promise<void>;
}

/** What every harness offers beside the port itself. */
export interface Harness<P> {
  readonly port: P;
  /** The time of the adapter's own clock. */
  now(): number;
  advance(ms: number): Promise<void>;
  /** The same data through a new adapter, as after a restart; the old one is closed. Null where nothing outlives it. */
  reopen(): Promise<P | null>;
  close(): Promise<void>;
}

/** Promises that an adapter does not keep, and why. */
export interface Gap {
  readonly reason: string;
  readonly tests: readonly string[];
}

/** Runs each case against an adapter of its own. */
export function describeCases<H extends { close(): Promise<void> }>(
  title: string,
  cases: readonly ContractCase<H>[],
  makeHarness: () => Promise<H>,
  skip: readonly Gap[] = [],
): void {
  describe(title, () => {
    for (const { name, run } of cases) {
      it.skipIf(skip.some((gap) => gap.tests.includes(name)))(name, () =>
        runCase(run, makeHarness),
      );
    }
  });
}

async function runCase<H extends { close(): Promise<void> }>(
  run: (harness: H) => Promise<void>,
  makeHarness: () => Promise<H>,
): Promise<void> {
  const harness = await makeHarness();
  try {
    await run(harness);
  } finally {
    await harness.close();
  }
}

/** The names of the cases that turn red: how a suite is shown to find a broken adapter. */
export async function listFailures<H extends { close(): Promise<void> }>(
  cases: readonly ContractCase<H>[],
  makeHarness: () => Promise<H>,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) {
    await runCase(run, makeHarness).catch(() => failed.push(name));
  }
  return failed;
}
