import type { OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { parse } from 'graphql/language/parser.js';
import { z } from 'zod';
import { parseJsonBody, type StubRequest } from '../http/request.ts';

const PATH = /^\/admin\/api\/([^/?]+)\/graphql\.json$/;
const bodySchema = z.object({ query: z.string() });

/** What one request asks for. */
export type ShopifyCall =
  | { readonly call: 'query'; readonly version: string; readonly selection: SelectionSetNode }
  | { readonly call: 'mutation' }
  | { readonly call: 'unknown' };

const UNKNOWN = { call: 'unknown' } as const;

function findOperations(body: string): readonly OperationDefinitionNode[] | null {
  const parsed = bodySchema.safeParse(parseJsonBody(body));
  if (!parsed.success) return null;
  try {
    const { definitions } = parse(parsed.data.query);
    const operations = definitions.filter((each) => each.kind === 'OperationDefinition');
    return operations.length === definitions.length ? operations : null;
  } catch {
    return null;
  }
}

/** Reads a request by the path and by parsing its document. One mutation among several operations makes it one. */
export function readCall({ method, path, body }: StubRequest): ShopifyCall {
  const version = method === 'POST' ? PATH.exec(path)?.[1] : undefined;
  const operations = findOperations(body) ?? [];
  if (operations.some((each) => each.operation === 'mutation')) return { call: 'mutation' };
  const [only] = operations;
  if (version === undefined || only?.operation !== 'query' || operations.length > 1) return UNKNOWN;
  return { call: 'query', version, selection: only.selectionSet };
}
