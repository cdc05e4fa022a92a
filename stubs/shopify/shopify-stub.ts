import type { Clock } from '../../src/core/runtime/clock.ts';
import { createFaultQueue, type FaultQueue } from '../http/http-faults.ts';
import { createStubListener } from '../http/listener.ts';
import type { StubRequest, StubResponse } from '../http/request.ts';
import type { VendorStub } from '../http/vendor-stub.ts';
import {
  answerQuery,
  answerRefusal,
  answerUnknown,
  pickData,
  type ShopifyFault,
} from './answers.ts';
import { readCall, type ShopifyCall } from './graphql-request.ts';
import type { ShopFacts } from './shop-data.ts';

export interface ShopifyStubState extends ShopFacts {
  /** The only token that is accepted; an empty one accepts none. */
  readonly token: string;
}

/** One request that arrived. Never the token, never a document. */
export interface ShopifyStubEntry {
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
  // Before the token: whoever sends one must see it fail, whatever they hold (R7.1).
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
