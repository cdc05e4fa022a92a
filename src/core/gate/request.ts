import type { Digest } from '../runtime/digest.ts';
import type { OutsideEffectName } from './effects.ts';

/**
 * The exact request an effect makes, built by the adapter's pure `prepareX` before anything is decided.
 * Credentials are no part of it: the adapter adds them when it sends.
 */
export interface PreparedRequest<in out E extends OutsideEffectName> {
  readonly effect: E;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Scheme, host and port, e.g. `https://api.richpanel.com`. */
  readonly origin: string;
  /** Path with every segment percent-encoded, and the query if there is one. */
  readonly path: string;
  /** The exact JSON text that is sent, or null. Holds customer-visible text: never logged, never stored. */
  readonly body: string | null;
}

/** A prepared request whose effect is not known statically. */
export type AnyPreparedRequest = {
  [E in OutsideEffectName]: PreparedRequest<E>;
}[OutsideEffectName];

/** SHA-256 over method, origin, path and body, unambiguous by JSON encoding. Lower-case hexadecimal. */
export function hashRequest(request: AnyPreparedRequest, digest: Digest): string {
  return digest.sha256(
    JSON.stringify([request.method, request.origin, request.path, request.body]),
  );
}
