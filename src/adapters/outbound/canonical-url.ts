/** How often a segment is decoded when looking for hidden dots: servers decode once, careless chains twice. */
const MAX_DECODINGS = 4;

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

function parse(origin: string, path = ''): URL | null {
  try {
    return new URL(origin + path);
  } catch {
    return null;
  }
}

/**
 * True when `origin` is exactly what a URL parser makes of it: http or https, a lower-case ASCII host without a
 * trailing dot, no credentials, no path, no default port.
 */
export function isCanonicalOrigin(origin: string): boolean {
  const url = parse(origin);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false;
  return url.origin === origin && !url.hostname.endsWith('.');
}

/** True for an origin on this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  const url = parse(origin);
  return url !== null && LOOPBACK_HOSTS.has(url.hostname);
}

function decodeOnce(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function hasDotSegment(text: string): boolean {
  return text.split(/[/\\]/).some((part) => part === '.' || part === '..');
}

/** True when some number of decodings turns the segment into a step through the path. */
function hidesDots(segment: string): boolean {
  let text = segment;
  for (let round = 0; round < MAX_DECODINGS; round += 1) {
    if (hasDotSegment(text)) return true;
    const decoded = decodeOnce(text);
    if (decoded === null || decoded === text) return false;
    text = decoded;
  }
  return true;
}

function isPlainSegment(segment: string): boolean {
  return segment !== '' && decodeOnce(segment) !== null && !hidesDots(segment);
}

/**
 * The path segments of an address, still percent-encoded, or null when a URL parser reads the address differently
 * from how it is written, or when a segment is empty, malformed or hides `.` or `..`. An encoded slash is part of its
 * segment: ids of e-mail tickets hold it. The path `/` has no segments.
 */
export function canonicalSegments(origin: string, path: string): readonly string[] | null {
  if (!isCanonicalOrigin(origin) || !path.startsWith('/')) return null;
  const url = parse(origin, path);
  if (url === null || url.origin !== origin || url.pathname + url.search !== path) return null;
  if (url.pathname === '/') return [];
  const segments = url.pathname.slice(1).split('/');
  return segments.every(isPlainSegment) ? segments : null;
}
