import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { z } from 'zod';
import { type ConfigProblem, parseRegistry, type Registry } from '../core/environment/registry.ts';
import { routingConfigSchema } from '../core/intents/routing-config.ts';
import type { ConfigFolder, Configuration, FileProblem } from '../core/operate/configuration.ts';
import { templatesConfigSchema } from '../core/replies/template-config.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };
type Checked<T> = { readonly value: T | null; readonly problems: readonly FileProblem[] };
/** Reads the JSON of a file of the folder. @throws when it is missing or no JSON */
type ReadJson = (file: string) => unknown;

const FILES = {
  registry: 'environments.json',
  routing: 'routing.json',
  templates: 'templates.json',
} as const;

function unreadable(thrown: unknown): ConfigProblem {
  const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
  return {
    path: '',
    code: isMissing ? 'CONFIG_FILE_MISSING' : 'CONFIG_FILE_UNREADABLE',
    message: isMissing ? 'The file does not exist.' : 'The file cannot be read as JSON.',
    remedy:
      'Name the folder with --config or RPMW_CONFIG_DIR; compare it with the config folder of the project.',
  };
}

function checkFile<T>(
  file: string,
  readJson: ReadJson,
  parse: (json: unknown) => Parsed<T>,
): Checked<T> {
  const refuse = (problems: readonly ConfigProblem[]) => {
    return { value: null, problems: problems.map((found) => ({ ...found, file })) };
  };
  let json: unknown;
  try {
    json = readJson(file);
  } catch (thrown) {
    return refuse([unreadable(thrown)]);
  }
  const parsed = parse(json);
  return parsed.ok ? { value: parsed.value, problems: [] } : refuse(parsed.problems);
}

function parserOf<T>(schema: z.ZodType<T>): (json: unknown) => Parsed<T> {
  return (json) => {
    const parsed = schema.safeParse(json);
    if (parsed.success) return { ok: true, value: parsed.data };
    const problems = parsed.error.issues.map(({ path, message }) => ({
      code: 'CONFIG_INVALID',
      path: path.join('.'),
      message,
      remedy: 'Compare the file with its JSON Schema in config/schemas.',
    }));
    return { ok: false, problems };
  };
}

function parseEnvironments(json: unknown): Parsed<Registry> {
  const parsed = parseRegistry(json);
  return parsed.ok ? { ok: true, value: parsed.registry } : parsed;
}

/** SHA-256 over the RFC 8785 form: the same settings in another order give the same digest. */
function registryDigestOf(registry: Registry): string {
  return createHash('sha256')
    .update(canonicalize(registry) ?? '')
    .digest('hex');
}

function checkAll(registry: Checked<Registry>, readJson: ReadJson): Checked<Configuration> {
  const routing = checkFile(FILES.routing, readJson, parserOf(routingConfigSchema));
  const templates = checkFile(FILES.templates, readJson, parserOf(templatesConfigSchema));
  const problems = [...registry.problems, ...routing.problems, ...templates.problems];
  if (registry.value === null || routing.value === null || templates.value === null)
    return { value: null, problems };
  const value = Object.freeze({
    registry: registry.value,
    registryDigest: registryDigestOf(registry.value),
    routing: routing.value,
    templates: templates.value,
  });
  return { value, problems };
}

function accept<T>({ value, problems }: Checked<T>): T {
  if (value !== null) return value;
  const lines = problems.map(
    (found) => `${found.file} ${found.path}: ${found.message} (${found.code})`,
  );
  throw new ConfigurationError(
    'CONFIG_REFUSED',
    `The configuration is refused.\n  ${lines.join('\n  ')}`,
    'Run npx rpmw config check, and mend what it names.',
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Opens a folder of configuration. Nothing is read before it is asked for, and no file twice. */
export function openConfig(
  dir: string,
  readText: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ConfigFolder {
  const readJson: ReadJson = (file) => JSON.parse(readText(join(dir, file)));
  const registry = once(() => checkFile(FILES.registry, readJson, parseEnvironments));
  const all = once(() => checkAll(registry(), readJson));
  return {
    dir,
    problems: () => all().problems,
    registry: () => accept(registry()),
    configuration: () => accept(all()),
  };
}

/** Loads all of a folder. @throws {ConfigurationError} `CONFIG_REFUSED`, naming every problem but no value */
export function loadConfig(dir: string): Configuration {
  return openConfig(dir).configuration();
}
