import { answerJson, type StubAnswer, type StubRequest } from '../http/request.ts';

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
export function findModelId({ method, path }: StubRequest): string | null {
  const [, segment] = (method === 'GET' ? PATH.exec(path) : null) ?? [];
  if (segment === undefined) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

export function answerModel(id: string): StubAnswer {
  return answerJson(200, { id, object: 'model', created: CREATED_S, owned_by: 'system' });
}

/** A refusal in the vendor's shape. It quotes what was sent, so that tests see that nobody repeats it. */
export function answerError(
  status: number,
  quoted: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): StubAnswer {
  const { code, message } = REFUSALS.get(status) ?? { code: null, message: 'The server failed' };
  const type = status === 500 ? 'server_error' : 'invalid_request_error';
  const error = { message: `${message}: ${quoted ?? 'none'}`, type, param: null, code };
  return answerJson(status, { error }, headers);
}
