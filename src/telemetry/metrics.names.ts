/** Metric names of the HTTP surface and the logger. Both the code that counts and the alarm import them from here. */
export const METRIC_NAMES = {
  /** Deliveries answered 202. */
  INTAKE_ACCEPTED: 'intake.accepted',
  /** Refused for their token (401). */
  INTAKE_AUTH_FAILED: 'intake.auth_failed',
  /** Requests that were no HTTP, too slow, or had too large headers. */
  HTTP_CLIENT_ERRORS: 'http.client_errors',
  /** Connections turned away because too many were open. */
  HTTP_CONNECTIONS_DROPPED: 'http.connections_dropped',
  /** Log fields that were not on the allow-list, or whose value had not the field's form. */
  LOG_FIELDS_WITHHELD: 'log.fields_withheld',
  /** Customer-visible effects performed while the flags were off. Must be impossible; one is an incident. */
  SENT_WHILE_OFF: 'effects.sent_while_off',
} as const;
