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

const known = new Map<string, readonly string[]>();

/** As `importedBy`; many entries reach the same files, and each is read once. */
function importsOf(file: string): readonly string[] {
  const imports = known.get(file) ?? importedBy(file);
  known.set(file, imports);
  return imports;
}

/** Every file of ours that running `file` can load, loaded later or not. */
export function reachableFrom(file: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next) || !existsSync(next)) continue;
    seen.add(next);
    const near = importsOf(next).filter((name) => name.startsWith('.'));
    waiting.push(...near.map((name) => path.resolve(path.dirname(next), name)));
  }
  return seen;
}

/** What a module may hold at its top level without doing anything when it is loaded. */
const DECLARATIONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.ExportDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.VariableStatement,
]);

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? ''];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.map(({ name }) => name.getText());
}

/**
 * True when loading the file does something by itself, or when a platform calls it: any statement at the top level that
 * is no declaration, a constant made by waiting, or anything called `handler`.
 */
export function startsSomething(file: string): boolean {
  return textStartsSomething(readFileSync(file, 'utf8'));
}

/** As `startsSomething`, for the text of a file. */
export function textStartsSomething(text: string): boolean {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  return source.statements.some((statement) => {
    if (!DECLARATIONS.has(statement.kind) || namesOf(statement).includes('handler')) return true;
    if (ts.isExportDeclaration(statement)) return /\bhandler\b/.test(statement.getText());
    return ts.isVariableStatement(statement) && /=\s*await\b/.test(statement.getText());
  });
}
