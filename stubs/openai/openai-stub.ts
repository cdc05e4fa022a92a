import type { Clock } from '../../src/core/runtime/clock.ts';
import {
  answerHttpFault,
  createFaultQueue,
  type FaultQueue,
  type ScriptedFault,
} from '../http/http-faults.ts';
import { createStubListener } from '../http/listener.ts';
import { answerJson, type StubRequest, type StubResponse } from '../http/request.ts';
import type { VendorStub } from '../http/vendor-stub.ts';
import { answerError, answerModel, findModelId } from './models.ts';

/** What the stub knows; `change` replaces parts of it. */
export interface OpenaiStubState {
  /** The only key that is accepted; an empty one accepts none. */
  readonly apiKey: string;
  readonly models: readonly string[];
}

/** One request that arrived. Never the key, never a body. */
export interface OpenaiStubEntry {
  readonly call: 'model.read' | 'unknown';
  readonly bodySizeBytes: number;
  /** Null: no answer was given. */
  readonly status: number | null;
}

export type OpenaiStub = VendorStub<OpenaiStubState, ScriptedFault, OpenaiStubEntry>;

function answerRead(
  state: OpenaiStubState,
  modelId: string,
  request: StubRequest,
  faults: FaultQueue<ScriptedFault>,
): StubResponse {
  const given = request.headers['authorization'];
  if (state.apiKey === '' || given !== `Bearer ${state.apiKey}`) return answerError(401, given);
  const perform = () =>
    state.models.includes(modelId) ? answerModel(modelId) : answerError(404, modelId);
  const fault = faults.take();
  if (fault === null) return perform();
  const refuse = (status: number, headers?: Readonly<Record<string, string>>) =>
    answerError(status, given, headers);
  return answerHttpFault(fault, { refuse, perform });
}

/** Makes a stand-in for OpenAI that knows its models and takes no text. Everything lives in the process. */
export function createOpenaiStub(
  options: OpenaiStubState & { readonly clock: Pick<Clock, 'sleep'> },
): OpenaiStub {
  let state: OpenaiStubState = { apiKey: options.apiKey, models: options.models };
  const faults = createFaultQueue<ScriptedFault>();
  const entries: OpenaiStubEntry[] = [];
  const handle = (request: StubRequest): StubResponse => {
    const modelId = findModelId(request);
    const response =
      modelId === null
        ? answerJson(501, { error: { message: 'The stub does not know this call' } })
        : answerRead(state, modelId, request, faults);
    entries.push({
      call: modelId === null ? 'unknown' : 'model.read',
      bodySizeBytes: Buffer.byteLength(request.body),
      status: response.kind === 'answer' ? response.status : null,
    });
    return response;
  };
  return {
    handle,
    change: (change) => {
      state = { ...state, ...change };
    },
    script: faults.add,
    journal: () => entries,
    unknownCalls: () => entries.filter((entry) => entry.call === 'unknown').length,
    ...createStubListener(handle, options.clock),
  };
}
