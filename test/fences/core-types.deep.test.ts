import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../scripts/typecheck.ts';
import { PLANTED_TREE, plantedViolations, printPlanted } from './planted.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

describe('the core type fence (D18)', () => {
  it('refuses every planted use of the platform in the core and nothing else', async () => {
    const errors = await compile('tsconfig.core.json', PLANTED_TREE);

    const inCore = errors.filter(({ file }) => file.startsWith('src/core/'));
    const found = inCore.map(({ file, line }) => ({ file, line, rule: 'core' }));
    expect(printPlanted(found)).toEqual(printPlanted(plantedViolations('types')));
  });

  it('holds in the real core', async () => {
    expect(await compile('tsconfig.core.json', PROJECT)).toEqual([]);
  });
});
