import { ConfigurationError } from '../../core/runtime/errors.ts';
import { canonicalSegments, isCanonicalOrigin, isLoopbackOrigin } from './canonical-url.ts';

/**
 * The three classes of calls that leave the process: `vendor` needs a Permit, `own-endpoint` is this environment's own
 * address or a stub's control path, `infrastructure` is the account's own services.
 */
export type EgressKind = 'vendor' | 'own-endpoint' | 'infrastructure';

export interface EgressEntry {
  /** Scheme, host and port as `URL.origin` prints them. `http:` only on loopback. */
  readonly origin: string;
  /** Leading path segments, compared whole and in their encoded form. Absent: every path of the origin. */
  readonly pathPrefix?: readonly string[];
  readonly kind: EgressKind;
}

/** The addresses that may be reached. Immutable; everything that is not listed is refused. */
export interface EgressList {
  /**
   * True when the origin and the leading path segments stand on the list for this kind. An address that a URL parser
   * would read differently from how it is written (credentials, look-alike hosts, backslashes, dot segments, empty
   * segments, encoded dots) is never listed.
   */
  isListed(origin: string, path: string, kind?: EgressKind): boolean;
}

function assertEntry(entry: EgressEntry): void {
  const isOriginSafe =
    isCanonicalOrigin(entry.origin) &&
    (entry.origin.startsWith('https://') || isLoopbackOrigin(entry.origin));
  const prefix = entry.pathPrefix ?? [];
  const isPrefixSafe =
    prefix.length === 0 ||
    canonicalSegments(entry.origin, `/${prefix.join('/')}`)?.length === prefix.length;
  if (isOriginSafe && isPrefixSafe) return;
  throw new ConfigurationError(
    'EGRESS_LIST_INVALID',
    'An entry of the egress list is not a plain https origin (or http on loopback) with plain path segments.',
    'Write the origin as scheme, host and port only, and each path segment on its own.',
  );
}

function startsWith(segments: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((segment, index) => segments[index] === segment);
}

/**
 * Makes the egress list of one environment.
 * @throws {ConfigurationError} `EGRESS_LIST_INVALID` for an entry that could match more than it says
 */
export function createEgressList(entries: readonly EgressEntry[]): EgressList {
  entries.forEach(assertEntry);
  const listed = entries.map((entry) => ({ ...entry, pathPrefix: [...(entry.pathPrefix ?? [])] }));
  return {
    isListed(origin, path, kind = 'vendor') {
      const segments = canonicalSegments(origin, path);
      if (segments === null) return false;
      return listed.some(
        (entry) =>
          entry.kind === kind && entry.origin === origin && startsWith(segments, entry.pathPrefix),
      );
    },
  };
}
