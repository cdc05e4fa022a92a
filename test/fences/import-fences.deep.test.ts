import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFences } from '../../scripts/fences.ts';
import { PLANTED_TREE, plantedViolations } from './planted.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

function perFile(found: readonly { readonly rule: string; readonly file: string }[]): string[] {
  return found.map(({ rule, file }) => `${file} ${rule}`).sort();
}

describe('the import fences (D18)', () => {
  it('see every planted violation and nothing else', async () => {
    const report = await inspectFences(PLANTED_TREE);

    const found = report.violations.map(({ rule, from }) => ({ rule, file: from }));
    expect(perFile(found)).toEqual(perFile(plantedViolations('fence')));
  });

  it('are each broken by at least one planted file', async () => {
    const { rules } = await inspectFences(PLANTED_TREE);

    const broken = new Set(plantedViolations('fence').map(({ rule }) => rule));
    expect([...broken].sort()).toEqual([...new Set(rules)].sort());
  });

  it('hold in the real tree, and every source file was cruised', async () => {
    const report = await inspectFences(PROJECT);

    expect(report.existing.length).toBeGreaterThan(0);
    expect(report.cruised).toEqual(report.existing);
    expect(report.violations).toEqual([]);
  });
});
