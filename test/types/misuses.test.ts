import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../scripts/typecheck.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const MARK = '// error: ';

interface Misuse {
  readonly place: string;
  readonly why: string;
}

function plantedMisuses(): readonly Misuse[] {
  const files = globSync('*.ts', { cwd: FIXTURES }).sort();
  return files.flatMap((file) => {
    const lines = readFileSync(path.join(FIXTURES, file), 'utf8').split('\n');
    return lines.flatMap((text, index) => {
      const [, why] = text.split(MARK);
      return why === undefined ? [] : [{ place: `${file}:${index + 1}`, why }];
    });
  });
}

describe('misuses that must not compile (D18, R7.1)', async () => {
  const errors = await compile('tsconfig.json', FIXTURES);
  const inFixtures = errors.filter(({ file }) => !file.startsWith('..'));
  const refused = new Map(
    inFixtures.map(({ file, line, message }) => [`${file}:${line}`, message]),
  );
  const misuses = plantedMisuses();

  it.each(misuses)('$why ($place)', ({ place }) => {
    expect(refused.get(place)).toBeDefined();
  });

  it('are all there, and the proper uses beside them compile', () => {
    const places = new Set(misuses.map(({ place }) => place));

    const unexpected = [...refused].filter(([place]) => !places.has(place));
    expect(unexpected).toEqual([]);
    expect(misuses.filter(({ place }) => place.startsWith('permits.ts')).length).toBeGreaterThan(
      12,
    );
  });
});
