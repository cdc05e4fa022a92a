/** Metric names of the HTTP surface and the logger. Both the code that counts and the alarm import them from here. */
export const METRIC_NAMES = {
  /** Requests to a webhook path that passed the check of path and method. */
  INTAKE_RECEIVED: 'intake.received',
  /** Deliveries answered 202. */
  INTAKE_ACCEPTED: 'intake.accepted',
  /** Accepted deliveries that joined a waiting job. */
  INTAKE_COALESCED: 'intake.coalesced',
  /** Refused requests, for any reason. */
  INTAKE_REFUSED: 'intake.refused',
  /** Refused for their token (401). */
  INTAKE_AUTH_FAILED: 'intake.auth_failed',
  /** Refused because one ticket had too many deliveries (429). */
  INTAKE_RATE_LIMITED: 'intake.rate_limited',
  /** Refused because the service could not promise durability (503). */
  INTAKE_UNAVAILABLE: 'intake.unavailable',
  /** Milliseconds from asking the queue to its word that the job is durable. */
  INTAKE_ENQUEUE_MS: 'intake.enqueue_ms',
  /** Requests that were no HTTP, too slow, or had too large headers. */
  HTTP_CLIENT_ERRORS: 'http.client_errors',
  /** Connections turned away because too many were open. */
  HTTP_CONNECTIONS_DROPPED: 'http.connections_dropped',
  /** Log fields that were not on the allow-list, or whose value had not the field's form. */
  LOG_FIELDS_WITHHELD: 'log.fields_withheld',
  /** Customer-visible effects performed while the flags were off. Must be impossible; one is an incident. */
  SENT_WHILE_OFF: 'effects.sent_while_off',
} as const;

export type MetricName = (typeof METRIC_NAMES)[keyof typeof METRIC_NAMES];
