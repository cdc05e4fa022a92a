import type { Sensitive } from '../../core/redaction/sensitive.ts';
import type { Digest } from '../../core/runtime/digest.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { type RequestHeaders, readHeader } from '../message.ts';

export const TOKEN_HEADER = 'x-richpanel-webhook-token';

/** Gives the live tokens: one, or two while they are rotated. Asked on every request, so it must be cheap. */
export type LiveTokens = () => readonly Sensitive<string>[];

export type TokenVerdict =
  | 'ok'
  | 'TOKEN_MISSING'
  | 'TOKEN_WRONG'
  | 'TOKEN_CONFLICT'
  /** The list of live tokens cannot be read, or a rotation left it unusable: nobody can be let in. */
  | 'TOKENS_UNAVAILABLE';

const MAX_LIVE_TOKENS = 2;
/** What a header can carry; a token with anything else could never match. */
const HEADER_SAFE = /^[\x21-\x7e]{1,512}$/;
const TOKEN_REMEDY =
  'Set the webhook token to 1 to 512 visible ASCII characters; 32 random ones are good.';

function tokenError(code: string, message: string): ConfigurationError {
  return new ConfigurationError(code, message, TOKEN_REMEDY);
}

function digestToken(token: Sensitive<string>, digest: Digest): string {
  const value = token.reveal();
  if (value.trim() === '') throw tokenError('WEBHOOK_TOKEN_EMPTY', 'a webhook token is empty');
  if (!HEADER_SAFE.test(value)) {
    throw tokenError('WEBHOOK_TOKEN_INVALID', 'a webhook token cannot be sent in a header');
  }
  return digest.sha256(value);
}

/** One live token stands in for the second as well, so that the work is the same with one and with two. */
function digestTokens(
  tokens: readonly Sensitive<string>[],
  digest: Digest,
): readonly [string, string] {
  if (tokens.length > MAX_LIVE_TOKENS) {
    throw tokenError('WEBHOOK_TOKENS_TOO_MANY', 'more than two webhook tokens are live');
  }
  const [first, second] = tokens.map((token) => digestToken(token, digest));
  if (first === undefined) throw tokenError('WEBHOOK_TOKEN_EMPTY', 'there is no webhook token');
  return [first, second ?? first];
}

/** 0 when equal. Looks at every character whatever it finds; both are digests of one length. */
function difference(left: string, right: string): number {
  let found = left.length ^ right.length;
  for (let i = 0; i < left.length; i += 1) found |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return found;
}

/** The token of `Authorization: Bearer`; another scheme carries none, and more than one token is unreadable (null). */
function bearerOf(authorization: string | null | undefined): string | null | undefined {
  if (authorization === undefined || authorization === null) return authorization;
  const token = /^bearer +(.*)$/i.exec(authorization)?.[1];
  if (token === undefined || token === '') return undefined;
  return token.includes(' ') ? null : token;
}

/**
 * Checks who sends, in constant time: the SHA-256 of the presented token is compared with the digests of both live
 * tokens, all characters of both, whatever the first one says (D11). When both headers hold a token they must agree.
 * `liveTokens` is asked each time, so a rotation needs no restart; its digests are kept while it returns the same list.
 * @throws {ConfigurationError} at construction `WEBHOOK_TOKEN_EMPTY`, `WEBHOOK_TOKEN_INVALID` or
 * `WEBHOOK_TOKENS_TOO_MANY`; the check itself never throws
 */
export function createTokenCheck(
  liveTokens: LiveTokens,
  digest: Digest,
): (headers: RequestHeaders) => TokenVerdict {
  let known = liveTokens();
  let live: readonly [string, string] = digestTokens(known, digest);
  const refresh = (): readonly [string, string] | null => {
    try {
      const current = liveTokens();
      if (current !== known) {
        live = digestTokens(current, digest);
        known = current;
      }
      return live;
    } catch {
      return null;
    }
  };
  return (headers) => {
    const own = readHeader(headers, TOKEN_HEADER);
    const bearer = bearerOf(readHeader(headers, 'authorization'));
    if (own === null || bearer === null) return 'TOKEN_CONFLICT';
    if (own !== undefined && bearer !== undefined && own !== bearer) return 'TOKEN_CONFLICT';
    const presented = own ?? bearer;
    if (presented === undefined || presented === '') return 'TOKEN_MISSING';
    const digests = refresh();
    if (digests === null) return 'TOKENS_UNAVAILABLE';
    const [first, second] = digests;
    const presentedDigest = digest.sha256(presented);
    const toFirst = difference(presentedDigest, first);
    const toSecond = difference(presentedDigest, second);
    // Both differences are known before either is looked at.
    return toFirst * toSecond === 0 ? 'ok' : 'TOKEN_WRONG';
  };
}
