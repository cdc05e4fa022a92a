/** What the caller of a failed piece of work does next; the worker branches on nothing else. */
export type Disposition = 'retry' | 'fail' | 'hold' | 'reject';

/** Facts that may be logged beside an error: ids of our own, codes and numbers. Never bodies, never secrets. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

export interface ErrorOptions {
  readonly context?: ErrorContext;
  readonly cause?: unknown;
  /** Milliseconds to wait before the next try, when the vendor said so. */
  readonly retryAfterMs?: number;
}

/**
 * The base of every error of ours. `code` is stable, upper snake case and listed in docs/errors.md;
 * `message` is for people and holds no customer data.
 */
export class MiddlewareError extends Error {
  readonly code: string;
  readonly disposition: Disposition;
  readonly context: ErrorContext;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, disposition: Disposition, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.disposition = disposition;
    this.context = options.context ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A setting, option or file is wrong. Thrown while starting or by a command; `remedy` says what to do. */
export class ConfigurationError extends MiddlewareError {
  readonly remedy: string;
  /** 2 for wrong usage of the command line, 1 for everything learned from files or an account. */
  readonly exitCode: 1 | 2;

  constructor(
    code: string,
    message: string,
    remedy: string,
    exitCode: 1 | 2 = 1,
    options: ErrorOptions = {},
  ) {
    super(code, 'fail', message, options);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** The vendor asks us to slow down. The job is given back with a delay; that is no failed attempt. */
export class VendorRateLimitedError extends MiddlewareError {
  constructor(vendor: string, retryAfterMs: number, options: ErrorOptions = {}) {
    super('VENDOR_RATE_LIMITED', 'retry', `${vendor} answered 429`, { ...options, retryAfterMs });
  }
}

/** The vendor could not be reached or failed before anything customer-visible was attempted. */
export class VendorUnavailableError extends MiddlewareError {
  constructor(vendor: string, detail: string, options: ErrorOptions = {}) {
    super('VENDOR_UNAVAILABLE', 'retry', `${vendor} is unavailable (${detail})`, options);
  }
}

const MAY_PASS_LATER: ReadonlySet<number> = new Set([401, 403, 409]);

/**
 * The vendor understood the request and refused it (4xx other than 404 and 429). A refused key or a conflict may
 * pass later, so it is retried; anything else would be refused for ever.
 */
export class VendorRejectedRequestError extends MiddlewareError {
  constructor(vendor: string, status: number, options: ErrorOptions = {}) {
    super(
      'VENDOR_REJECTED',
      MAY_PASS_LATER.has(status) ? 'retry' : 'fail',
      `${vendor} refused the request with status ${status}`,
      {
        ...options,
        context: { ...options.context, status },
      },
    );
  }
}

/** An answer of a vendor does not have the documented shape; no part of it is used or shown. */
export class VendorAnswerInvalidError extends MiddlewareError {
  constructor(vendor: string, detail: string, options: ErrorOptions = {}) {
    super(
      'VENDOR_ANSWER_INVALID',
      'retry',
      `${vendor} gave an unreadable answer (${detail})`,
      options,
    );
  }
}

/** A write did not come through, by the code of its `WriteOutcome`; the job tries again from its last safe point. */
export function writeFailedError(code: string): MiddlewareError {
  return new MiddlewareError(code, 'retry', 'the helpdesk did not take a write');
}

/** The lease on a job ran out and somebody else may hold it now; the result is dropped quietly. */
export class LeaseLostError extends MiddlewareError {
  constructor(jobId: string) {
    super('LEASE_LOST', 'retry', 'the lease on the job was lost', { context: { jobId } });
  }
}

/** Our own assumption broke. A person must look. */
export class InvariantViolationError extends MiddlewareError {
  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(code, 'hold', message, options);
  }
}

/** Turns whatever was thrown into an error of ours; an unknown one is retried up to the attempt limit. */
export function toMiddlewareError(thrown: unknown): MiddlewareError {
  if (thrown instanceof MiddlewareError) return thrown;
  return new MiddlewareError('UNEXPECTED_ERROR', 'retry', 'an unexpected error was thrown', {
    cause: thrown,
  });
}

/** Closes a flag over a union: a member that was added later fails to compile here. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected member of a closed union (${typeof value})`);
}
