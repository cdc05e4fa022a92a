/** Hashes, synchronous. Results are lower-case hexadecimal. */
export interface Digest {
  /** SHA-256 of the UTF-8 bytes of `text`. */
  sha256(text: string): string;
  /** HMAC-SHA-256 of the UTF-8 bytes of `text`. */
  hmacSha256(key: Uint8Array, text: string): string;
}
