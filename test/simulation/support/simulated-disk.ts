import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { openLocalDatabase } from '../../../src/adapters/local/database.ts';
import type { Clock } from '../../../src/core/runtime/platform.ts';

const STILL: Clock = { now: () => 0, sleep: async () => undefined, defer: (run) => run() };
/** https://sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;

/** The error by which SQLite says that the disk is full. */
class DiskFullError extends Error {
  readonly errcode = SQLITE_FULL;
}

/**
 * The store of a simulated machine: the product's own schema on SQLite, in memory. It outlives the processes that use
 * it; who prepares a statement that somebody prepared before gets the same one, because preparing all of them
 * for every process takes longer than many a seed.
 */
export class SimulatedDisk extends DatabaseSync {
  readonly #statements = new Map<string, StatementSync>();
  /** While it is full nothing can be committed; what was committed can be read. */
  isFull = false;
  onRefused: () => void = () => undefined;

  override prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = super.prepare(sql);
    const prepared = sql === 'COMMIT' ? this.#guard(statement) : statement;
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #guard(commit: StatementSync): StatementSync {
    return new Proxy(commit, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...values: unknown[]): unknown => {
          if (!this.isFull) return Reflect.apply(member, target, values);
          this.onRefused();
          throw new DiskFullError('database or disk is full');
        };
      },
    });
  }
}

/** The store right after its migrations: to make it anew would take longer than many a seed. */
const freshStore = openLocalDatabase({ path: ':memory:', clock: STILL }).sqlite.serialize();

/** A fresh store in memory of its own. */
export function openFreshStore(): SimulatedDisk {
  const disk = new SimulatedDisk(':memory:');
  disk.deserialize(freshStore);
  disk.exec('PRAGMA foreign_keys = ON');
  return disk;
}

/** The statements that bring a disk back to where it is now. */
function prepareWipe(disk: SimulatedDisk): string {
  const tables = disk
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map((row) => String(row['name']));
  const statements = tables.map((name) => {
    disk.exec(`CREATE TEMP TABLE fresh_${name} AS SELECT * FROM main.${name}`);
    const count = disk.prepare(`SELECT count(*) AS rows FROM fresh_${name}`).get();
    const refill = `INSERT INTO main.${name} SELECT * FROM fresh_${name};`;
    return `DELETE FROM main.${name}; ${count?.['rows'] === 0 ? '' : refill}`;
  });
  return `BEGIN; ${statements.join(' ')} COMMIT`;
}

const disk = openFreshStore();
const wipe = prepareWipe(disk);
let isTaken = false;

/**
 * The one disk of this thread, as it is right after the migrations, the same for every seed: two fixtures at a time would
 * write over one another.
 * @throws {RangeError} when it is in use (a bug of the simulation)
 */
export function takeFreshDisk(): { readonly disk: SimulatedDisk; readonly release: () => void } {
  if (isTaken) throw new RangeError('one simulation at a time');
  isTaken = true;
  disk.exec(wipe);
  return {
    disk,
    release: () => {
      isTaken = false;
      disk.isFull = false;
      disk.onRefused = () => undefined;
    },
  };
}
