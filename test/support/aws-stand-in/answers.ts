/** One answer of the stand-in, or a way of giving none. */
export interface StandInAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export type Service = 'sts' | 'ssm' | 'secretsmanager';

const XML_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const REQUEST_ID = '00000000-0000-4000-8000-0000000000ff';

export function jsonAnswer(body: unknown, status = 200): StandInAnswer {
  return { status, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

/** `result` is XML already. */
export function xmlAnswer(operation: string, result: string): StandInAnswer {
  const body =
    `<${operation}Response xmlns="${XML_NAMESPACE}"><${operation}Result>${result}` +
    `</${operation}Result><ResponseMetadata><RequestId>${REQUEST_ID}</RequestId>` +
    `</ResponseMetadata></${operation}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}

/**
 * A refusal in the form of the service: STS names codes without the ending `Exception` and answers 403, the JSON
 * services name types and answer 400; 5xx are alike.
 */
export function refusal(
  service: Service,
  error: { readonly code: string; readonly message: string; readonly status?: number },
): StandInAnswer {
  const { code, message, status } = error;
  if (service !== 'sts') return jsonAnswer({ __type: code, message }, status ?? 400);
  const type = (status ?? 403) < 500 ? 'Sender' : 'Receiver';
  const body =
    `<ErrorResponse xmlns="${XML_NAMESPACE}"><Error><Type>${type}</Type><Code>${code}</Code>` +
    `<Message>${message}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`;
  return { status: status ?? 403, contentType: 'text/xml', body };
}
