import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const ROW = /^\| `([A-Z0-9_]+)` \| (\S.*) \| (\S.*) \|$/;

function literalsIn(node: ts.Node, found: Set<string>): void {
  if (ts.isStringLiteralLike(node) && CODE.test(node.text)) found.add(node.text);
  node.forEachChild((child) => literalsIn(child, found));
}

/** Every UPPER_SNAKE string literal of the text of one source file. */
export function codesInText(text: string): readonly string[] {
  const found = new Set<string>();
  literalsIn(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest), found);
  return [...found];
}

/** The codes in the source under `root`, with the files that hold them; tests are left out. */
export function codesInSource(root: string): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  const files = globSync('{src,stubs}/**/*.ts', {
    cwd: root,
    exclude: (file) => file.endsWith('.test.ts'),
  });
  for (const file of files.sort()) {
    for (const code of codesInText(readFileSync(path.join(root, file), 'utf8'))) {
      holders.set(code, [...(holders.get(code) ?? []), file]);
    }
  }
  return holders;
}

/** The codes in the table of docs/errors.md, in order. A row needs a meaning and something to do. */
export function codesInTable(page: string): readonly string[] {
  return page.split('\n').flatMap((line) => ROW.exec(line)?.[1] ?? []);
}
