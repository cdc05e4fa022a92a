import type { OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { parse } from 'graphql/language/parser.js';
import { z } from 'zod';
import type { Clock } from '../../src/core/runtime/platform.ts';
import { createFaultQueue, type FaultQueue } from '../http/http-faults.ts';
import { createStubListener, type VendorStub } from '../http/listener.ts';
import { parseJsonBody, type StubRequest, type StubResponse } from '../http/request.ts';
import {
  answerQuery,
  answerRefusal,
  answerUnknown,
  pickData,
  type ShopFacts,
  type ShopifyFault,
} from './answers.ts';

const PATH = /^\/admin\/api\/([^/?]+)\/graphql\.json$/;

const bodySchema = z.object({ query: z.string() });

/** What one request asks for. */
type ShopifyCall =
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
function readCall({ method, path, body }: StubRequest): ShopifyCall {
  const version = method === 'POST' ? PATH.exec(path)?.[1] : undefined;
  const operations = findOperations(body) ?? [];
  if (operations.some((each) => each.operation === 'mutation')) return { call: 'mutation' };
  const [only] = operations;
  if (version === undefined || only?.operation !== 'query' || operations.length > 1) return UNKNOWN;
  return { call: 'query', version, selection: only.selectionSet };
}

export interface ShopifyStubState extends ShopFacts {
  /** The only token that is accepted; an empty one accepts none. */
  readonly token: string;
}

/** One request that arrived. Never the token, never a document. */
interface ShopifyStubEntry {
  readonly call: ShopifyCall['call'];
  /** Null: no answer was given. */
  readonly status: number | null;
}

export interface ShopifyStub extends VendorStub<ShopifyStubState, ShopifyFault, ShopifyStubEntry> {
  /** Mutations that arrived. All were refused; above 0 the run has failed. */
  mutations(): number;
}

function answerCall(
  state: ShopifyStubState,
  { call, token }: { readonly call: ShopifyCall; readonly token: string },
  faults: FaultQueue<ShopifyFault>,
): StubResponse {
  // Before the token: a write must be seen to fail, with any token (R7.1).
  if (call.call === 'mutation') return answerUnknown('The stub takes no mutation');
  if (call.call === 'unknown') return answerUnknown('The stub does not know this call');
  if (token === '' || token !== state.token) return answerRefusal(401, token);
  if (!state.versions.some((version) => version.handle === call.version))
    return answerRefusal(404, call.version);
  const data = pickData(state, call.selection);
  if (data === null) return answerUnknown('The stub does not have this data');
  return answerQuery(data, faults.take(), token);
}

/** Makes a stand-in for one shop's Admin API. Everything lives in the process; reads change nothing. */
export function createShopifyStub(
  options: ShopifyStubState & { readonly clock: Pick<Clock, 'sleep'> },
): ShopifyStub {
  const { clock, ...initial } = options;
  let state: ShopifyStubState = initial;
  const faults = createFaultQueue<ShopifyFault>();
  const entries: ShopifyStubEntry[] = [];
  const handle = (request: StubRequest): StubResponse => {
    const call = readCall(request);
    const token = request.headers['x-shopify-access-token'] ?? '';
    const response = answerCall(state, { call, token }, faults);
    const status = response.kind === 'answer' ? response.status : null;
    const isUnknown = call.call === 'query' && status === 501;
    entries.push({ call: isUnknown ? 'unknown' : call.call, status });
    return response;
  };
  const count = (call: ShopifyStubEntry['call']) =>
    entries.filter((entry) => entry.call === call).length;
  return {
    handle,
    change: (change) => {
      state = { ...state, ...change };
    },
    script: faults.add,
    journal: () => entries,
    unknownCalls: () => count('unknown'),
    mutations: () => count('mutation'),
    ...createStubListener(handle, clock),
  };
}
