import { type RequestHeaders, readHeader } from '../message.ts';

const JSON_TYPE = /^[ \t]*application\/json[ \t]*$/i;
/** Nothing, or one name and one value; a comma in it would be the seam of a header that came twice. */
const PARAMETER = /^[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=([\w!#$%&'*+.^`|~-]+|"[^",\\]*")[ \t]*)?$/;
const UTF8 = /^(?:utf-8|"utf-8")$/i;
const IDENTITY = /^identity$/i;

/** True for `charset=utf-8` in the spellings that clients use, and for any parameter that is not a charset. */
function isHarmlessParameter(parameter: string): boolean {
  const found = PARAMETER.exec(parameter);
  if (found === null) return false;
  const [, name = '', value = ''] = found;
  return name.toLowerCase() !== 'charset' || UTF8.test(value);
}

/** True for `application/json`, alone or with charset utf-8. */
export function isJsonContentType(contentType: string | null | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined || contentType === null) return false;
  const [mediaType = '', ...parameters] = contentType.split(';');
  return JSON_TYPE.test(mediaType) && parameters.every(isHarmlessParameter);
}

/** The fault in the headers that describe the body, or null. */
export function contentFault(
  headers: RequestHeaders,
): 'CONTENT_TYPE_UNSUPPORTED' | 'CONTENT_ENCODING_UNSUPPORTED' | null {
  if (!isJsonContentType(readHeader(headers, 'content-type'))) return 'CONTENT_TYPE_UNSUPPORTED';
  const encoding = readHeader(headers, 'content-encoding');
  if (encoding === undefined) return null;
  const isPlain = encoding !== null && IDENTITY.test(encoding);
  return isPlain ? null : 'CONTENT_ENCODING_UNSUPPORTED';
}
