/** Counters and timings of everything that leaves the process. */
export const OUTBOUND_METRICS = {
  effects: 'outbound.effects',
  effectFailures: 'outbound.effect_failures',
  effectMs: 'outbound.effect_ms',
  refusals: 'outbound.refusals',
  refusalsUnrecorded: 'outbound.refusals_unrecorded',
  ownEndpoint: 'outbound.own_endpoint',
  infrastructure: 'outbound.infrastructure',
  infrastructureRetries: 'outbound.infrastructure_retries',
} as const;

/** The log events of `outbound`. */
export const OUTBOUND_EVENTS = {
  refused: 'outbound.refused',
  refusalUnrecorded: 'outbound.refusal_unrecorded',
} as const;
