/**
 * The only fields a log line may hold. It has no field for text, names, addresses, order numbers or URLs, so they
 * cannot be logged; the logger drops and counts whatever is not listed, also at run time (R8.3, R9.3).
 */
export interface LogFields {
  readonly deliveryId?: string;
  readonly jobId?: string;
  readonly ticketRef?: string;
  readonly workItemRef?: string;
  readonly environment?: string;
  readonly effect?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly codes?: readonly string[];
  readonly intent?: string;
  readonly templateId?: string;
  readonly attempt?: number;
  readonly status?: number;
  readonly count?: number;
  readonly bytes?: number;
  readonly durationMs?: number;
  readonly delayMs?: number;
  readonly port?: number;
  readonly digest?: string;
  readonly vendor?: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One JSON line per fact. `event` is a constant such as `job.settled`. Never throws. */
export interface Logger {
  log(level: LogLevel, event: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

/** Counters and timings. Never throws: a metric that fails fails nothing else. */
export interface Metrics {
  /** Adds `by` (default 1) to a counter. Names are constants of `src/telemetry/metrics.names.ts`. */
  count(name: string, by?: number): void;
  /** Records one duration in milliseconds. */
  timing(name: string, durationMs: number): void;
}
