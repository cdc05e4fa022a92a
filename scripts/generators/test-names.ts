import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One name given to a test or a group of tests. */
export interface TestName {
  readonly file: string;
  readonly name: string;
}

// Tests of the tooling prove nothing about the product, and some hold made-up names.
/** Tables of cases count, too: their rows become the names of tests. */
const TEST_FILES = [
  'src/**/*.{test,contract}.ts',
  'test/**/*.{test,contract}.ts',
  'infra/test/*.test.ts',
  'test/**/*-cases.ts',
];
const TEST_FUNCTIONS = new Set(['describe', 'it', 'test']);
const NOT_RUN = new Set(['skip', 'todo', 'fails']);
/** Cells of a test table that become a name through `$because` and the like. */
const NAME_CELLS = new Set(['name', 'title', 'because', 'why', 'lesson']);

interface Callee {
  readonly root: string;
  readonly modifiers: readonly string[];
}

/** `it.each(rows)` and `describe.skipIf(x)` are calls of `it` and `describe` with modifiers. */
function readCallee(expression: ts.Expression): Callee | null {
  if (ts.isIdentifier(expression)) return { root: expression.text, modifiers: [] };
  if (ts.isCallExpression(expression)) return readCallee(expression.expression);
  if (ts.isTaggedTemplateExpression(expression)) return readCallee(expression.tag);
  if (!ts.isPropertyAccessExpression(expression)) return null;
  const inner = readCallee(expression.expression);
  return inner && { root: inner.root, modifiers: [...inner.modifiers, expression.name.text] };
}

function readText(node: ts.Node | undefined): string | null {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
}

function cellName(node: ts.Node): string | null {
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name)) return null;
  return NAME_CELLS.has(node.name.text) ? readText(node.initializer) : null;
}

function collect(node: ts.Node, names: string[]): void {
  if (ts.isCallExpression(node)) {
    const callee = readCallee(node.expression);
    if (callee !== null && TEST_FUNCTIONS.has(callee.root)) {
      // What does not run proves nothing, and neither does anything inside it.
      if (callee.modifiers.some((modifier) => NOT_RUN.has(modifier))) return;
      const name = readText(node.arguments[0]);
      if (name !== null) names.push(name);
    }
  }
  const cell = cellName(node);
  if (cell !== null) names.push(cell);
  node.forEachChild((child) => collect(child, names));
}

/** The names in one test file, in the order in which they stand. */
export function testNamesIn(text: string): readonly string[] {
  const names: string[] = [];
  collect(ts.createSourceFile('test.ts', text, ts.ScriptTarget.Latest), names);
  return names;
}

/** The names of all tests of the product under `root`, ordered by file. */
export function readTestNames(root: string): readonly TestName[] {
  const files = globSync(TEST_FILES, { cwd: root, exclude: (file) => file.includes('fixtures') });
  return files.sort().flatMap((file) => {
    const names = testNamesIn(readFileSync(path.join(root, file), 'utf8'));
    return names.map((name) => ({ file: file.split(path.sep).join('/'), name }));
  });
}
