/** The code of a job that was given back because no call of the vendor is free. */
export const BUDGET_SPENT = 'VENDOR_BUDGET_SPENT';

/** Why work on a job stops here and goes on later. No failed attempt (D9). */
export class Deferred extends Error {
  readonly delayMs: number;
  readonly code: string;

  constructor(code: string, delayMs: number) {
    super(code);
    this.name = 'Deferred';
    this.code = code;
    this.delayMs = delayMs;
  }
}

/** The ticket left our scope between a read and a write: nothing is written on it again (R6.2). */
export class ScopeLost extends Error {
  constructor() {
    super('SCOPE_LOST');
    this.name = 'ScopeLost';
  }
}
