/** Chance. The core has no other source of it. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A fresh identifier that cannot be guessed: 26 lower-case letters and digits. */
  id(): string;
}
