import { type RequestHeaders, readHeader } from '../message.ts';

/** True for `charset=utf-8` in the spellings that clients use, and for any parameter that is not a charset. */
function isHarmlessParameter(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=');
  if (name.trim().toLowerCase() !== 'charset') return true;
  return /^"?utf-8"?$/i.test(value.trim());
}

/** True for `application/json`, alone or with charset utf-8. */
export function isJsonContentType(contentType: string | null | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined || contentType === null) return false;
  const [mediaType = '', ...parameters] = contentType.split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json') return false;
  return parameters.every(isHarmlessParameter);
}

/** The fault in the headers that describe the body, or null. */
export function contentFault(
  headers: RequestHeaders,
): 'CONTENT_TYPE_UNSUPPORTED' | 'CONTENT_ENCODING_UNSUPPORTED' | null {
  if (!isJsonContentType(readHeader(headers, 'content-type'))) return 'CONTENT_TYPE_UNSUPPORTED';
  const encoding = readHeader(headers, 'content-encoding');
  if (encoding === undefined) return null;
  const isPlain = encoding !== null && encoding.trim().toLowerCase() === 'identity';
  return isPlain ? null : 'CONTENT_ENCODING_UNSUPPORTED';
}
