import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './scripts/vitest-summary-reporter.ts';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'infra/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'test/*/fixtures/**', 'dist/**', 'cdk.out/**'],
    // Many tests wait for processes of their own, so a small machine has room for two at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 20_000,
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
