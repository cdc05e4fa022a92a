/** Every alarm, without its prefix. Its full name, `rp-mw-<env>-<alarm>`, is a heading in docs/runbook.md. */
export const ALARMS = [
  'dlq-not-empty',
  'oldest-message-age',
  'intake-5xx',
  'worker-errors',
  'vendor-429-storm',
  'auth-failures',
  'redaction-failure',
  'sent-while-off',
  'no-deliveries',
] as const;
export type AlarmThing = (typeof ALARMS)[number];
