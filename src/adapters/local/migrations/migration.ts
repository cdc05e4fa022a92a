/** One step of the schema. Steps are applied in order, each in a transaction of its own, and never edited later. */
export interface Migration {
  /** From 1, without gaps; what `PRAGMA user_version` says once the step is applied. */
  readonly version: number;
  readonly name: string;
  /** One or more statements. No `BEGIN`, `COMMIT` or `PRAGMA`. */
  readonly sql: string;
}
