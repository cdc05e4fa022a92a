const REDACTED = '[redacted]';

/**
 * A value that must never reach a log, a store, a terminal or an error. However it is printed, it prints as
 * `[redacted]`; `reveal` is the only way to the value, so every use can be searched for.
 */
export class Sensitive<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Hand it to nothing but the vendor's request or a pure step. */
  reveal(): T {
    return this.#value;
  }

  /** A new sensitive value made from this one. */
  map<U>(change: (value: T) => U): Sensitive<U> {
    return new Sensitive(change(this.#value));
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  /** What node's `util.inspect`, and so `console.log`, shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
