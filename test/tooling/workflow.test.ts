import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const WORKFLOW = path.resolve(import.meta.dirname, '../../.github/workflows/verify.yml');

describe('the hosted workflow', () => {
  const lines = readFileSync(WORKFLOW, 'utf8').split('\n');

  it('runs verify', () => {
    expect(lines).toContain('      - run: npm run verify');
  });

  it('uses actions by commit only', () => {
    const uses = lines.filter((line) => line.includes('uses:'));

    expect(uses.length).toBeGreaterThan(0);
    const movable = uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/.test(line));
    expect(movable).toEqual([]);
  });

  it('has no permission by default', () => {
    expect(lines).toContain('permissions: {}');
  });
});
