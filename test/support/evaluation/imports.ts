import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An import or export of a value from a file of ours; what is imported as a type decides nothing. */
const IMPORT = /^(?:import|export)\s(?!type\b)[^;]*?from '(\.[^']+)'/gm;

/** Every source that some files import, and what those import, sorted; paths are relative to the project. */
export function importsOf(projectDir: string, roots: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const follow = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    if (!file.endsWith('.ts')) return;
    const text = readFileSync(join(projectDir, file), 'utf8');
    for (const [, target = ''] of text.matchAll(IMPORT)) follow(join(dirname(file), target));
  };
  for (const root of roots) follow(root);
  return [...found].toSorted();
}
