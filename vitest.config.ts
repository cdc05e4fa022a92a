import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './scripts/vitest-summary-reporter.ts';

const DEEP = '**/*.deep.test.ts';

function project(name: string, include: string[], leftOut: string[] = []) {
  const exclude = ['**/node_modules/**', 'test/*/fixtures/**', 'dist/**', 'cdk.out/**', ...leftOut];
  return { extends: true as const, test: { name, include, exclude } };
}

export default defineConfig({
  test: {
    projects: [
      // `npm test`: beside the source, and what shows in seconds whether the parts work together.
      project('unit', ['{src,stubs}/**/*.test.ts'], [DEEP]),
      project('quick', ['{test,scripts,infra}/**/*.test.ts'], [DEEP]),
      // `npm run test:deep`: thousands of seeds, processes that are killed, and everything by every way.
      project('deep', [DEEP]),
    ],
    // Tests keep nothing behind, so the files of a worker share their modules: a fifth of the time.
    isolate: false,
    // Many tests wait for processes of their own, so a small machine has room for two at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Against hanging alone, on a machine that is busy with much else; how fast things are is for bench/.
    testTimeout: 240_000,
    hookTimeout: 240_000,
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
