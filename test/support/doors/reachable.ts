import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

function importedBy(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isDeclared = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const isLoaded =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const named = isDeclared ? node.moduleSpecifier : isLoaded ? node.arguments[0] : undefined;
    if (named !== undefined && ts.isStringLiteralLike(named)) found.push(named.text);
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

/** Every file of ours that running `file` can load, loaded later or not. */
export function reachableFrom(file: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next) || !existsSync(next)) continue;
    seen.add(next);
    const near = importedBy(next).filter((name) => name.startsWith('.'));
    waiting.push(...near.map((name) => path.resolve(path.dirname(next), name)));
  }
  return seen;
}

/**
 * True when loading the file does something by itself, or when a platform calls it: a statement at the top level that is
 * no declaration, or an exported `handler`.
 */
export function startsSomething(file: string): boolean {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.some(
    (statement) =>
      ts.isExpressionStatement(statement) ||
      (ts.isFunctionDeclaration(statement) && statement.name?.text === 'handler'),
  );
}
