/** One HTTP request, complete. */
export interface TransportRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Absolute, already checked against the egress list. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For everything: connecting, writing and reading the whole answer. */
  readonly timeoutMs: number;
}

/**
 * Why there is no complete answer. `not-connected` is proof that no byte of the request left: no connection, or no
 * TLS handshake, was ever complete; `connect-timeout` is the same, found by waiting. After any other the request may have been acted on.
 */
export type TransportFailure =
  | 'not-connected'
  | 'connect-timeout'
  | 'timeout'
  | 'reset'
  | 'truncated'
  | 'too-large';

/** True where no byte of the request can have left. */
export function isProvablyUnsent(
  reason: TransportFailure,
): reason is 'not-connected' | 'connect-timeout' {
  return reason === 'not-connected' || reason === 'connect-timeout';
}

/** A complete answer, whatever its status (redirects are answers), or the reason why it is missing. */
export type TransportResult =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      /** Lower-case names; repeated headers are joined with a comma. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly outcome: 'failed'; readonly reason: TransportFailure };

/**
 * Sends one request once. Never throws, never retries, never follows a redirect, and keeps no more than 1 MB of an
 * answer. Only `outbound` may hold one.
 */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResult>;
  /** Closes idle connections; requests under way are cut. */
  close(): void;
}
