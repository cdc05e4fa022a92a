import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
}

interface Import {
  /** The absolute path of the module. */
  readonly file: string;
  readonly names: readonly string[];
  /** True when nothing of it is there at run time. */
  readonly isTypeOnly: boolean;
}

/** The modules of ours that a file imports. */
export function importsOf(file: string): readonly Import[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const { importClause: clause, moduleSpecifier: from } = statement;
    if (!ts.isStringLiteral(from) || !from.text.startsWith('.')) return [];
    const bindings = clause?.namedBindings;
    const elements = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
    const isTypeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    const areTypes = elements.length > 0 && elements.every((element) => element.isTypeOnly);
    return {
      file: path.resolve(path.dirname(file), from.text),
      names: elements.map((element) => element.name.text),
      isTypeOnly: isTypeOnly || areTypes,
    };
  });
}

function findInterface(file: string, name: string): ts.InterfaceDeclaration {
  const found = parse(file).statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (found !== undefined && ts.isInterfaceDeclaration(found)) return found;
  throw new RangeError(`${file} has no interface ${name}`);
}

/** True for a type that a schema gives: data, not a port. */
export function isSchemaType(file: string, name: string): boolean {
  return readFileSync(file, 'utf8').includes(`export type ${name} = z.infer<`);
}

function nameOf(node: ts.EntityName | ts.PropertyName | ts.Expression): string {
  return ts.isIdentifier(node) ? node.text : '';
}

export interface Member {
  readonly name: string;
  /** The type as it is written, when it is one name; else empty. */
  readonly type: string;
}

/** The properties that an interface of this file declares itself. */
export function membersOf(file: string, name: string): readonly Member[] {
  return findInterface(file, name).members.flatMap((member) => {
    if (!ts.isPropertySignature(member) || member.type === undefined) return [];
    const type = ts.isTypeReferenceNode(member.type) ? nameOf(member.type.typeName) : '';
    return { name: nameOf(member.name), type };
  });
}

const WAITED_FOR: ReadonlySet<string> = new Set(['Promise', 'AsyncIterable', 'AsyncGenerator']);

function isWaitedFor(type: ts.TypeNode | undefined): boolean {
  return (
    type !== undefined && ts.isTypeReferenceNode(type) && WAITED_FOR.has(nameOf(type.typeName))
  );
}

/** The methods of an interface that somebody waits for: the others are over before anybody can crash. */
export function awaitedMethodsOf(file: string, name: string): readonly string[] {
  return findInterface(file, name).members.flatMap((member) => {
    const isMethod = ts.isMethodSignature(member);
    const isFunction =
      ts.isPropertySignature(member) &&
      member.type !== undefined &&
      ts.isFunctionTypeNode(member.type) &&
      isWaitedFor(member.type.type);
    if (!isFunction && !(isMethod && isWaitedFor(member.type))) return [];
    return member.name === undefined ? [] : nameOf(member.name);
  });
}
