import { globSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ZodError, type z } from 'zod';
import {
  type Baseline,
  baselineSchema,
  createLock,
  type Lock,
  type LockChange,
  type LockedSettings,
  lockChanges,
  lockSchema,
  withBaseline,
} from '../../core/evaluation/baseline.ts';
import { printable } from '../../core/redaction/redact.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Digest } from '../../core/runtime/platform.ts';

const BASELINE = 'baseline.json';
const LOCK = 'lock.json';
/**
 * What decides about a message, its lists of phrases included, and what measures the decision: files and folders below
 * `src`. A test follows the imports of the router, so that nothing which comes to decide is left out.
 */
const ROUTER_SOURCES = [
  'core/evaluation/*.ts',
  'core/gate/{conditions,decide,policy,rule}.ts',
  'core/intents/**/*.{json,ts}',
  'core/redaction/**/*.ts',
  'core/replies/**/*.ts',
  'core/tickets/ticket.ts',
  'core/worker/{facts,plan}.ts',
];

type Document<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly isMissing: boolean; readonly cause: string };

function causeOf(thrown: unknown, isMissing: boolean): string {
  if (isMissing) return 'is not there';
  if (thrown instanceof SyntaxError) return 'is not JSON';
  return thrown instanceof ZodError ? 'does not hold what it should' : 'cannot be read';
}

/** Reads a JSON file of ours. What was thrown is left behind: it could quote the file, and that be one of messages. */
export function readDocument<T>(path: string, schema: z.ZodType<T>): Document<T> {
  try {
    return { ok: true, value: schema.parse(JSON.parse(readFileSync(path, 'utf8'))) };
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return { ok: false, isMissing, cause: causeOf(thrown, isMissing) };
  }
}

/** A file that is not there was never written; one that cannot be understood is no reason to compare with less. */
function load<T>(path: string, schema: z.ZodType<T>): T | null {
  const read = readDocument(path, schema);
  if (read.ok) return read.value;
  if (read.isMissing) return null;
  throw new ConfigurationError(
    'BASELINE_UNREADABLE',
    `${printable(path)} ${read.cause}.`,
    'Restore it from version control; or remove it, and write it afresh with npx rpmw eval accept.',
  );
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The last accepted baseline, or null when nothing was accepted yet. @throws {ConfigurationError} `BASELINE_UNREADABLE` */
export function loadBaseline(evalsDir: string): Baseline | null {
  return load(join(evalsDir, BASELINE), baselineSchema);
}

/** The committed messages, sorted by name. */
export function goldenFiles(evalsDir: string): readonly string[] {
  return globSync('golden/*.jsonl', { cwd: evalsDir })
    .toSorted()
    .map((file) => join(evalsDir, file));
}

function readAll(cwd: string, patterns: readonly string[], prefix: string): Map<string, string> {
  const found = globSync(patterns, { cwd, exclude: ['**/*.test.ts'] });
  const files = found.filter((file) => statSync(join(cwd, file)).isFile()).toSorted();
  return new Map(
    files.map((file) => [
      `${prefix}${file.replaceAll('\\', '/')}`,
      readFileSync(join(cwd, file), 'utf8'),
    ]),
  );
}

/** Where the things lie that a lock pins. */
export interface PinnedPlaces {
  readonly evalsDir: string;
  readonly projectDir: string;
  readonly settings: LockedSettings;
  readonly digest: Digest;
}

/** Pins what is there now. Called before anything is evaluated: what changes during a run was not evaluated. */
export function pinAll({ evalsDir, projectDir, settings, digest }: PinnedPlaces): Lock {
  const files = {
    prompts: readAll(evalsDir, ['prompts/**/*'], ''),
    golden: readAll(evalsDir, ['golden/*.jsonl'], ''),
    router: readAll(join(projectDir, 'src'), ROUTER_SOURCES, 'src/'),
    baseline: readAll(evalsDir, [BASELINE], ''),
  };
  return createLock(settings, files, digest);
}

/**
 * What is not as it was when the baseline was accepted; the lock itself when it is missing.
 * @throws {ConfigurationError} `BASELINE_UNREADABLE`
 */
export function changedPins(evalsDir: string, pins: Lock): readonly LockChange[] {
  const locked = load(join(evalsDir, LOCK), lockSchema);
  return locked === null ? [{ pin: LOCK, change: 'is gone' }] : lockChanges(locked, pins);
}

/**
 * Replaces baseline and lock, each whole; `pins` are those of the run that was accepted. Cut short in between, the lock
 * is stale.
 * @throws {ConfigurationError} `BASELINE_UNWRITABLE`
 */
export function saveBaseline(
  baseline: Baseline,
  pins: Lock,
  { evalsDir, digest }: Pick<PinnedPlaces, 'evalsDir' | 'digest'>,
): void {
  const text = textOf(baseline);
  const lock = withBaseline(pins, new Map([[BASELINE, text]]), digest);
  try {
    for (const [file, content] of [
      [BASELINE, text],
      [LOCK, textOf(lock)],
    ] as const) {
      const path = join(evalsDir, file);
      writeFileSync(`${path}.new`, content);
      renameSync(`${path}.new`, path);
    }
  } catch (thrown) {
    throw new ConfigurationError(
      'BASELINE_UNWRITABLE',
      'The baseline cannot be written.',
      'Check the permissions of the folder of the evaluation.',
      1,
      { cause: thrown },
    );
  }
}
