/** Bounds on what a client may take from us. The helpdesk itself gives up after about 5 s. */
export interface ServerLimits {
  /** Time for the headers to arrive; not above the next one, or node exchanges the two. */
  readonly headersTimeoutMs?: number;
  /** Time for the whole request to arrive. */
  readonly requestTimeoutMs?: number;
  /** How long an idle connection is kept. */
  readonly keepAliveTimeoutMs?: number;
  /** How long nothing may move on a connection, in either direction: a client that never reads is cut. */
  readonly inactivityTimeoutMs?: number;
  /** Of the target, the names and the values together, as node counts them. */
  readonly maxHeaderBytes?: number;
  /** Connections beyond this are turned away. */
  readonly maxConnections?: number;
  /** How often the times for headers and requests are looked at. */
  readonly checkIntervalMs?: number;
}

/** What holds where nothing else is said. */
export const SERVER_LIMITS: Readonly<Required<ServerLimits>> = Object.freeze({
  headersTimeoutMs: 5000,
  requestTimeoutMs: 10_000,
  keepAliveTimeoutMs: 10_000,
  // Longer than the others, so that a slow client hears 408 before it is cut.
  inactivityTimeoutMs: 15_000,
  maxHeaderBytes: 8192,
  maxConnections: 1024,
  checkIntervalMs: 500,
});
