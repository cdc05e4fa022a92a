const MAX_LINK_LENGTH = 500;

/**
 * Only https, a bare host without user, port or escapes, then path characters of RFC 3986 that no mail program
 * takes for the end of a link. Anything cleverer is refused, not repaired.
 */
const LINK = /^https:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#][A-Za-z0-9\-._~/:?#@!$&*+,;=%]*)?$/;

/** Says whether a link may stand in a reply: https, and its host is exactly one of `allowedHosts`. */
export function isAllowedLink(link: string, allowedHosts: readonly string[]): boolean {
  if (link.length > MAX_LINK_LENGTH) return false;
  const host = LINK.exec(link)?.[1];
  return host !== undefined && allowedHosts.includes(host);
}
