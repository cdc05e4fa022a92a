import type { HttpResponse } from './message.ts';

/** What a function answers an HTTP API with (payload format 2.0). */
export interface LambdaHttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function toLambdaResponse({ status, headers, body }: HttpResponse): LambdaHttpResponse {
  return { statusCode: status, headers, body };
}
