import { createHash } from 'node:crypto';

/** A call of the hash for every line would be a tenth of the time of a seed. */
const HASHED_AT_ONCE = 32_768;

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
  let unhashed = '';
  let count = 0;
  return {
    add: (line) => {
      count += 1;
      unhashed += `${line}\n`;
      if (unhashed.length > HASHED_AT_ONCE) {
        hash.update(unhashed);
        unhashed = '';
      }
      if (keepsLines) lines.push(line);
    },
    digest: () => hash.copy().update(unhashed).digest('hex').slice(0, 16),
    lines,
    get count() {
      return count;
    },
  };
}
