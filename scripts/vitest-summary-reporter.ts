/**
 * Prints `N passed, N failed, N skipped` when a run has ended, and writes the same line to the file named by
 * RPMW_TEST_SUMMARY_FILE, which .ci/run shows last. A run that crashes writes nothing, so no line can be made up.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A file that could not be loaded holds no failed test, but it is a failure all the same. */
function failuresOutsideTests(testModule: TestModule): number {
  if (testModule.state() !== 'failed') return 0;
  const hasFailedTest = !testModule.children.allTests('failed').next().done;
  return hasFailedTest ? 0 : 1;
}

/** Counts tests, files that failed without a failed test, and errors that belong to no test. */
export function countTests(
  testModules: readonly TestModule[],
  unhandledErrors: number,
): TestCounts {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const testModule of testModules) {
    counts.failed += failuresOutsideTests(testModule);
    for (const test of testModule.children.allTests()) {
      const { state } = test.result();
      if (state === 'pending') counts.failed += 1;
      else counts[state] += 1;
    }
  }
  return counts;
}

/** The one line, in the one form that machines look for. */
export function summaryLine(counts: TestCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

/** Runs beside vitest's own reporter, after it. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const line = summaryLine(countTests(testModules, unhandledErrors.length));
    const file = process.env['RPMW_TEST_SUMMARY_FILE'];
    if (file !== undefined && file !== '') writeFileSync(file, `${line}\n`);
    process.stdout.write(`\n${line}\n`);
  }
}
