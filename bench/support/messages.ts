/** What the bench and its child processes say to each other. All of them are ours, so nothing is parsed. */
export interface ServerReady {
  readonly kind: 'ready';
  readonly port: number;
}

export interface ServerReport {
  readonly kind: 'report';
  /** Deliveries that the queue holds; 0 for the bare server. */
  readonly durable: number;
  /** Share of one core that the server used between being ready and the report. */
  readonly cpuShare: number;
  /** The same in milliseconds of processor time; other work on the machine hardly changes it. */
  readonly cpuMs: number;
}

export interface LoadOrder {
  readonly kind: 'load';
  readonly port: number;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly token: string;
  /** How often a ticket comes, a thousand deliveries apart. */
  readonly deliveriesPerTicket: number;
  /**
   * Null: every connection sends as soon as it has its answer. A number: so many requests a second whatever the answers
   * do, each timed from the instant at which it was to be sent, so that a pause of the server is not left out.
   */
  readonly ratePerSecond: number | null;
}

export interface LoadReport {
  readonly kind: 'load-report';
  /** Answers inside the measured time. */
  readonly answers: number;
  /** Answers 202, the warm-up and what came after the time included: so many deliveries must be durable. */
  readonly acknowledged: number;
  /** Answers other than 202. */
  readonly refused: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Asks a process that holds a queue to do so many steps of one kind. */
export interface QueueOrder {
  readonly kind: 'enqueue' | 'claim';
  readonly count: number;
}

export interface QueueReport {
  readonly kind: 'queue-report';
  /** How long each step took, or all of them together. */
  readonly timesMs: readonly number[];
}

export type ChildMessage = ServerReady | ServerReport | LoadReport | QueueReport;

/** The path, token header and body form are those of the real intake; the bare server takes the same bytes. */
export const BENCH_TOKEN = 'bench-token-0123456789abcdef';
