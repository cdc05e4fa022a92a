/** One HTTP request as it arrived. */
export interface StubRequest {
  readonly method: string;
  /** The raw request target, not normalised in any way: whether it was percent-encoded matters (incident 1). */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface StubAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `no-answer`: the connection stays open and silent, as in a time-out. */
export type StubResponse = StubAnswer | { readonly kind: 'no-answer' };

export const NO_ANSWER: StubResponse = { kind: 'no-answer' };

export function answerJson(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): StubAnswer {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** An answer that refuses. `message` never quotes the request. */
export function answerError(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): StubAnswer {
  return answerJson(status, { error: { status, message } }, headers);
}

/** Parses a request body; undefined when it is not JSON. */
export function parseJsonBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The first half of an answer. A beginning of the JSON text of an object is never JSON itself. */
export function truncate(answer: StubAnswer): StubAnswer {
  return { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) };
}
