/** Two word tests in either order, with up to `gap` (0 to 9) other words between, in the notation of phrases.ts. */
export function together(one: string, gap: number, other: string): readonly string[] {
  return [`${one} ~${gap} ${other}`, `${other} ~${gap} ${one}`];
}
