import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './scripts/vitest-summary-reporter.ts';

function project(name: string, include: string[], isolate: boolean) {
  const exclude = ['**/node_modules/**', 'test/*/fixtures/**', 'dist/**', 'cdk.out/**'];
  return { extends: true as const, test: { name, include, exclude, isolate } };
}

export default defineConfig({
  test: {
    projects: [
      // Tests beside the source keep nothing behind, so they share their modules: a fifth of the time.
      project('unit', ['src/**/*.test.ts', 'stubs/**/*.test.ts'], false),
      project('whole', ['test/**/*.test.ts', 'scripts/**/*.test.ts', 'infra/**/*.test.ts'], true),
    ],
    // Many tests wait for processes of their own, so a small machine has room for two at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Against hanging alone, on a machine that is busy with two such tests; how fast things are is for bench/.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new SummaryReporter()],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/entry/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        branches: 90,
        'src/core/gate/**': { branches: 100 },
        'src/core/flags/**': { branches: 100 },
        'src/core/worker/**': { branches: 100 },
      },
    },
  },
});
