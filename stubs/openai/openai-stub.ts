import type { Clock } from '../../src/core/runtime/platform.ts';
import {
  answerHttpFault,
  createFaultQueue,
  type FaultQueue,
  type ScriptedFault,
} from '../http/http-faults.ts';
import { createStubListener, type VendorStub } from '../http/listener.ts';
import {
  answerJson,
  type StubAnswer,
  type StubRequest,
  type StubResponse,
} from '../http/request.ts';

const PATH = /^\/v1\/models\/([^/?]+)$/;
const CREATED_S = 1_764_000_000;

/** As the vendor words it: its refusals quote the key and the model they refuse. */
const REFUSALS: ReadonlyMap<number, { readonly code: string; readonly message: string }> = new Map([
  [401, { code: 'invalid_api_key', message: 'Incorrect API key provided' }],
  [403, { code: 'unsupported_country_region_territory', message: 'Not supported' }],
  [404, { code: 'model_not_found', message: 'The model does not exist or is not yours' }],
  [429, { code: 'rate_limit_exceeded', message: 'Rate limit reached for' }],
]);

/** The id of the model that a request asks about, or null when it is another call. */
function findModelId({ method, path }: StubRequest): string | null {
  const [, segment] = (method === 'GET' ? PATH.exec(path) : null) ?? [];
  if (segment === undefined) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function answerModel(id: string): StubAnswer {
  return answerJson(200, { id, object: 'model', created: CREATED_S, owned_by: 'system' });
}

/** A refusal in the vendor's shape. It quotes what was sent, so that tests see that nobody repeats it. */
function answerError(
  status: number,
  quoted: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): StubAnswer {
  const { code, message } = REFUSALS.get(status) ?? { code: null, message: 'The server failed' };
  const type = status === 500 ? 'server_error' : 'invalid_request_error';
  const error = { message: `${message}: ${quoted ?? 'none'}`, type, param: null, code };
  return answerJson(status, { error }, headers);
}

/** What the stub knows; `change` replaces parts of it. */
export interface OpenaiStubState {
  /** The only key that is accepted; an empty one accepts none. */
  readonly apiKey: string;
  readonly models: readonly string[];
}

/** One request that arrived. Never the key, never a body. */
interface OpenaiStubEntry {
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
