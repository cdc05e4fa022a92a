import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const ADAPTERS = new URL('../../src/adapters/local/', import.meta.url);

/** A statement that was prepared, and where in the local adapters. */
export interface PreparedStatement {
  readonly file: string;
  /** File, line and column of the call. */
  readonly place: string;
  readonly sql: string;
}

function callOf(stack: string): Pick<PreparedStatement, 'file' | 'place'> {
  const [place = 'elsewhere', file = 'elsewhere'] =
    /src\/adapters\/local\/((?:schema\/)?[\w-]+\.ts):\d+:\d+/.exec(stack) ?? [];
  return { file, place };
}

/** Runs `work` and collects every statement that anything prepares meanwhile, on any database. */
export async function collectPrepared(
  work: () => Promise<void>,
): Promise<readonly PreparedStatement[]> {
  const { prepare } = DatabaseSync.prototype;
  const found: PreparedStatement[] = [];
  DatabaseSync.prototype.prepare = function watched(sql, ...options) {
    found.push({ ...callOf(new Error('prepared here').stack ?? ''), sql });
    return prepare.call(this, sql, ...options);
  };
  try {
    await work();
  } finally {
    DatabaseSync.prototype.prepare = prepare;
  }
  return found;
}

/** How many places in each file of the local adapters prepare a statement; files without one are left out. */
export function countPreparingPlaces(): ReadonlyMap<string, number> {
  const files = readdirSync(ADAPTERS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(?:schema\/)?[\w-]+\.ts$/.test(name),
  );
  const counts = files.map((name) => {
    const source = readFileSync(new URL(name, ADAPTERS), 'utf8');
    return [name, source.split('.prepare(').length - 1] as const;
  });
  return new Map(counts.filter(([, places]) => places > 0));
}
