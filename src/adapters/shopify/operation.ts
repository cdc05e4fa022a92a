import type { DocumentNode } from 'graphql';
// The parser alone: the whole package takes 100 ms to load, which every command would pay for.
import { parse } from 'graphql/language/parser.js';
import { InvariantViolationError } from '../../core/runtime/errors.ts';

function refuse(): never {
  throw new InvariantViolationError(
    'SHOP_OPERATION_REFUSED',
    'what was to be sent to the shop is not exactly one query',
  );
}

function parseDocument(document: string): DocumentNode {
  try {
    return parse(document);
  } catch {
    // The parser's error quotes the document.
    return refuse();
  }
}

/**
 * Finds the type of the one operation in a document by parsing it, and lets nothing but a query through (R7.1). A
 * document with a second operation or a fragment is refused whole: the shop would choose what it runs.
 * @throws {InvariantViolationError} `SHOP_OPERATION_REFUSED`
 */
export function readOperation(document: string): 'query' {
  const { definitions } = parseDocument(document);
  const [definition] = definitions;
  if (definitions.length !== 1 || definition?.kind !== 'OperationDefinition') return refuse();
  return definition.operation === 'query' ? 'query' : refuse();
}
