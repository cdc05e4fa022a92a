/**
 * Measures how the source is cut: files, lines, sizes, files with one export and one importer beside them, imports back
 * up the stair of the core, and the files that a reader opens from the webhook to the reply. `--root DIR` measures
 * another checkout, `--json` prints one object.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';

/** The folders of the core, lowest first, as .dependency-cruiser.mjs fences them. */
const STAIR = [
  ...['runtime', 'redaction', 'tickets', 'replies', 'environment', 'flags', 'intents', 'orders'],
  ...['gate', 'effects', 'vendors', 'worker', 'preflight', 'operate', 'evaluation'],
];
/** Where the reading starts, up to the ports: the webhook and the worker. The first name that exists counts. */
const STORY = [
  ['src/http/webhooks/intake.ts'],
  ['src/core/worker/worker.ts', 'src/core/worker/work-loop.ts'],
];
/** Behind the ports: the helpdesk's client and the way out. */
const BEHIND_PORTS = [['src/adapters/richpanel/client.ts'], ['src/adapters/outbound/outbound.ts']];
/** Not part of the story: stores, the rules, and lists of words. */
const LEFT_OUT =
  /^src\/adapters\/local\/|\/gate\/rules\/|\/gate\/(policy|conditions)\.ts$|\/lexicon\/|\/tier-zero\/|\/concerns\//;
interface SourceFile {
  readonly name: string;
  readonly lines: number;
  readonly exports: number;
  readonly imports: readonly string[];
  readonly valueImports: readonly string[];
}

function isValueImport({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (clause === undefined) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  const bindings = clause.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return true;
  return bindings.elements.some((element) => !element.isTypeOnly);
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function readSource(root: string, name: string): SourceFile {
  const text = readFileSync(path.join(root, name), 'utf8');
  const { statements } = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  const imports = statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const { moduleSpecifier: from } = statement;
    if (!ts.isStringLiteral(from) || !from.text.startsWith('.')) return [];
    const file = path.posix.join(path.posix.dirname(name), from.text);
    return [{ file, isValue: isValueImport(statement) }];
  });
  return {
    name,
    lines: text.split('\n').length - 1,
    exports: statements.filter(isExported).length,
    imports: imports.map(({ file }) => file),
    valueImports: imports.filter(({ isValue }) => isValue).map(({ file }) => file),
  };
}

function readSources(root: string): readonly SourceFile[] {
  const folders = ['src', 'stubs'].filter((folder) => existsSync(path.join(root, folder)));
  const listed = execFileSync('git', ['ls-files', '--', ...folders], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readSource(root, name));
}

/** Files that export one thing to one file of the same folder, and nothing to anybody else. */
function lonelyFiles(sources: readonly SourceFile[]): readonly string[] {
  const importers = new Map<string, string[]>();
  for (const { name, imports } of sources)
    for (const file of new Set(imports))
      importers.set(file, [...(importers.get(file) ?? []), name]);
  return sources
    .filter(({ name, exports }) => {
      const [only, ...others] = importers.get(name) ?? [];
      const isBeside = only !== undefined && path.dirname(only) === path.dirname(name);
      return exports === 1 && isBeside && others.length === 0;
    })
    .map(({ name }) => name);
}

function stepOf(file: string): number | null {
  const [, folder = ''] = /^src\/core\/([^/]+)/.exec(file) ?? [];
  return folder === '' ? null : STAIR.indexOf(folder);
}

function importsUp(sources: readonly SourceFile[]): readonly string[] {
  return sources.flatMap(({ name, imports }) => {
    const from = stepOf(name);
    if (from === null) return [];
    const isUp = (file: string) => {
      const to = stepOf(file);
      return to !== null && to > from && path.dirname(file) !== path.dirname(name);
    };
    return imports.filter(isUp).map((file) => `${name} -> ${file}`);
  });
}

function storyOf(
  sources: readonly SourceFile[],
  starts: readonly (readonly string[])[],
): readonly string[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const opened = starts.flatMap((names) => names.find((name) => byName.has(name)) ?? []);
  for (const name of opened) {
    const next = byName.get(name)?.valueImports ?? [];
    opened.push(
      ...next.filter((file) => byName.has(file) && !LEFT_OUT.test(file) && !opened.includes(file)),
    );
  }
  return opened;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function measure(root: string) {
  const sources = readSources(root);
  const sizes = sources.map(({ lines }) => lines).toSorted((a, b) => a - b);
  const isStub = ({ name }: SourceFile) => /^stubs\/|\/stub\//.test(name);
  const stubs = sources.filter(isStub);
  const sum = (files: readonly SourceFile[]) =>
    files.reduce((total, { lines }) => total + lines, 0);
  return {
    sourceFiles: sources.length,
    sourceFilesWithoutStubs: sources.length - stubs.length,
    lines: sum(sources),
    linesWithoutStubs: sum(sources) - sum(stubs),
    fileLinesP50: quantile(sizes, 0.5),
    fileLinesP90: quantile(sizes, 0.9),
    oneExportOneImporterBeside: lonelyFiles(sources),
    importsUpTheStair: importsUp(sources),
    story: storyOf(sources, STORY),
    storyWithAdapter: storyOf(sources, [...STORY, ...BEHIND_PORTS]),
  };
}

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: path.resolve(import.meta.dirname, '..') },
    json: { type: 'boolean', default: false },
  },
});
const measured = measure(path.resolve(values.root));
if (values.json) console.log(JSON.stringify({ schemaVersion: 1, ...measured }));
else {
  const { oneExportOneImporterBeside, importsUpTheStair, story, storyWithAdapter, ...figures } =
    measured;
  console.table({
    ...figures,
    oneExportOneImporterBeside: oneExportOneImporterBeside.length,
    importsUpTheStair: importsUpTheStair.length,
    filesFromWebhookToReply: story.length,
    withTheHelpdesksAdapter: storyWithAdapter.length,
  });
  console.log(
    `from webhook to reply, up to the ports:\n${story.map((file) => `  ${file}`).join('\n')}`,
  );
}
