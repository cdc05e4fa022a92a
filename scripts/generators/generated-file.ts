/** One file that `npm run generate` writes and `npm run verify` compares. */
export interface GeneratedFile {
  /** Relative to the root of the project, with forward slashes. */
  readonly path: string;
  readonly content: string;
}
