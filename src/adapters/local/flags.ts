import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { EnvironmentName } from '../../core/environment/names.ts';
import type { FlagSource, FlagWriter } from '../../core/flags/flag-source.ts';
import type { FlagReading } from '../../core/flags/flags.ts';
import { type FlagName, flagParameter, REQUIRED_FLAGS } from '../../core/flags/names.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { LocalDatabase } from './database.ts';
import { fromStored, toStored } from './stored-values.ts';

/** As long as a parameter of AWS may be, so that what is set here can be set there. */
const MAX_RAW_LENGTH = 4096;
const FIXED_FLAGS: readonly FlagName[] = [...REQUIRED_FLAGS, 'automation_channels'];
const TEMPLATE_FLAG = /^template_enabled\/[a-z0-9_]{1,64}$/;

function isFlagName(name: string): name is FlagName {
  return (FIXED_FLAGS as readonly string[]).includes(name) || TEMPLATE_FLAG.test(name);
}

const newFlagSchema = z.object({
  name: z.custom<FlagName>((name) => typeof name === 'string' && isFlagName(name)),
  raw: z.string().max(MAX_RAW_LENGTH),
});
const versionSchema = z.strictObject({ version: z.int().positive() });
const parameterSchema = z.strictObject({ name: z.string(), raw: z.string() });

export interface SqliteFlags extends FlagSource, FlagWriter {
  /**
   * Every flag that is stored, and the four that every account knows, `missing` where they are not. Never throws:
   * when the store cannot be read the four are `unreadable`.
   */
  readAll(): Promise<ReadonlyMap<FlagName, FlagReading>>;
}

/**
 * The flags of one environment on the embedded store, each under its full parameter name. Every read asks the store,
 * so a flag that another process wrote is seen at once. The writer takes any text for a known flag and refuses other
 * names with an `InvariantViolationError` `STORE_VALUE_INVALID`.
 */
export function createSqliteFlags(deps: {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  readonly environment: EnvironmentName;
}): SqliteFlags {
  const { db, clock, environment } = deps;
  const statements = prepareStatements(db);

  return {
    read: async (names) => {
      // Before the store is asked: a reading is never called fresher than it is.
      const readAtMs = clock.now();
      const readOne = (name: FlagName) =>
        readFlag(statements.select, flagParameter(environment, name), readAtMs);
      return new Map(names.map((name) => [name, readOne(name)]));
    },
    readAll: async () => readAllFlags(statements.selectAll, environment, clock.now()),
    write: async (name, raw) => {
      const flag = toStored(newFlagSchema, { name, raw });
      const parameter = flagParameter(environment, flag.name);
      const nowMs = clock.now();
      return db.write(
        () => fromStored(versionSchema, statements.upsert.get(parameter, flag.raw, nowMs)).version,
      );
    },
  };
}

function prepareStatements({ sqlite }: LocalDatabase) {
  return {
    select: sqlite.prepare('SELECT name, raw FROM parameters WHERE name = ?'),
    selectAll: sqlite.prepare('SELECT name, raw FROM parameters ORDER BY name'),
    upsert: sqlite.prepare(
      `INSERT INTO parameters (name, raw, version, changed_at_ms) VALUES (?, ?, 1, ?)
       ON CONFLICT DO UPDATE SET raw = excluded.raw, version = version + 1,
         changed_at_ms = excluded.changed_at_ms
       RETURNING version`,
    ),
  };
}

function readFlag(select: StatementSync, parameter: string, readAtMs: number): FlagReading {
  try {
    const row = select.get(parameter);
    if (row === undefined) return { state: 'missing', readAtMs };
    return { state: 'raw', raw: fromStored(parameterSchema, row).raw, readAtMs };
  } catch {
    return { state: 'unreadable', readAtMs };
  }
}

function readAllFlags(
  selectAll: StatementSync,
  environment: EnvironmentName,
  readAtMs: number,
): ReadonlyMap<FlagName, FlagReading> {
  const same = (state: 'missing' | 'unreadable') =>
    FIXED_FLAGS.map((name) => [name, { state, readAtMs }] as const);
  try {
    const flags = new Map<FlagName, FlagReading>(same('missing'));
    const folder = `/rp-mw/${environment}/`;
    for (const row of selectAll.all()) {
      const { name, raw } = fromStored(parameterSchema, row);
      const flag = name.slice(folder.length);
      if (name.startsWith(folder) && isFlagName(flag))
        flags.set(flag, { state: 'raw', raw, readAtMs });
    }
    return flags;
  } catch {
    return new Map<FlagName, FlagReading>(same('unreadable'));
  }
}
