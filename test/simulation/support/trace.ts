import { createHash } from 'node:crypto';

/** What happened, line by line; the digest stands for all of it. */
export interface Trace {
  add(line: string): void;
  /** Sixteen hexadecimal digits over every line so far. */
  digest(): string;
  /** The lines themselves, empty unless they are kept. */
  readonly lines: readonly string[];
  readonly count: number;
}

export function createTrace(keepsLines: boolean): Trace {
  const hash = createHash('sha256');
  const lines: string[] = [];
  let count = 0;
  return {
    add: (line) => {
      count += 1;
      hash.update(line).update('\n');
      if (keepsLines) lines.push(line);
    },
    digest: () => hash.copy().digest('hex').slice(0, 16),
    lines,
    get count() {
      return count;
    },
  };
}
