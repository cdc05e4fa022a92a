import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The tree that mirrors the layout of the project and breaks each fence once. */
export const PLANTED_TREE = path.join(import.meta.dirname, 'fixtures/tree');

export type FenceKind = 'fence' | 'lint' | 'types';

/** One expected complaint: where, and by which rule. */
export interface Planted {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

const MARK = '// violates ';

function plantedInLine(file: string, text: string, index: number, kind: FenceKind): Planted[] {
  const at = text.indexOf(MARK);
  if (at < 0) return [];
  // A mark behind code is about its own line, a mark alone about the next one.
  const line = text.slice(0, at).trim() === '' ? index + 2 : index + 1;
  const rules = text
    .slice(at + MARK.length)
    .trim()
    .split(' ');
  const ofKind = rules.filter((rule) => rule.startsWith(`${kind}/`));
  return ofKind.map((rule) => ({ file, line, rule: rule.slice(kind.length + 1) }));
}

/** Reads the marks `// violates <kind>/<rule> …` of the planted tree. */
export function plantedViolations(kind: FenceKind): readonly Planted[] {
  const files = globSync('**/*.ts', { cwd: PLANTED_TREE }).sort();
  return files.flatMap((file) => {
    const lines = readFileSync(path.join(PLANTED_TREE, file), 'utf8').split('\n');
    return lines.flatMap((text, index) => plantedInLine(file, text, index, kind));
  });
}

/** One line per complaint, sorted, so that a difference reads well. */
export function printPlanted(complaints: readonly Planted[]): readonly string[] {
  return complaints.map(({ file, line, rule }) => `${file}:${line} ${rule}`).sort();
}
