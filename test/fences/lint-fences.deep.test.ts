import path from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { PLANTED_TREE, type Planted, plantedViolations, printPlanted } from './planted.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../eslint.config.js');

async function complaints(): Promise<readonly Planted[]> {
  // With a named configuration, patterns are relative to cwd: the planted tree is judged as if it were the project.
  const eslint = new ESLint({ cwd: PLANTED_TREE, overrideConfigFile: CONFIG });
  const results = await eslint.lintFiles(['src', 'stubs', 'test', 'scripts']);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId }) => ({
      file: path.relative(PLANTED_TREE, filePath),
      line,
      rule: ruleId ?? 'parse-error',
    })),
  );
}

describe('the lint fences (D18)', () => {
  it('see every planted violation and nothing else', async () => {
    const planted = printPlanted(plantedViolations('lint'));

    expect(planted.length).toBeGreaterThan(40);
    expect(printPlanted(await complaints())).toEqual(planted);
  });
});
