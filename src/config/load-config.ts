import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { z } from 'zod';
import { parseRegistry, type Registry } from '../core/environment/registry.ts';
import { routingConfigSchema } from '../core/intents/routing-config.ts';
import type { Configuration, FileProblem } from '../core/operate/configuration.ts';
import { templatesConfigSchema } from '../core/replies/template-config.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';

type Checked<T> = { readonly value: T | null; readonly problems: readonly FileProblem[] };

const FILES = {
  registry: 'environments.json',
  routing: 'routing.json',
  templates: 'templates.json',
} as const;

function readJson(
  dir: string,
  file: string,
): { readonly json: unknown; readonly problem: FileProblem | null } {
  try {
    return { json: JSON.parse(readFileSync(join(dir, file), 'utf8')), problem: null };
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    const problem = {
      file,
      path: '',
      code: isMissing ? 'CONFIG_FILE_MISSING' : 'CONFIG_FILE_UNREADABLE',
      message: isMissing ? 'The file does not exist.' : 'The file cannot be read as JSON.',
      remedy:
        'Name the folder with --config or RPMW_CONFIG_DIR; compare it with the config folder of the project.',
    };
    return { json: null, problem };
  }
}

function checkWith<T>(dir: string, file: string, schema: z.ZodType<T>): Checked<T> {
  const { json, problem } = readJson(dir, file);
  if (problem !== null) return { value: null, problems: [problem] };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const remedy = 'Compare the file with its JSON Schema in config/schemas.';
  const problems = parsed.error.issues.map((issue) => ({
    file,
    code: 'CONFIG_INVALID',
    path: issue.path.join('.'),
    message: issue.message,
    remedy,
  }));
  return { value: null, problems };
}

function checkRegistry(dir: string): Checked<Registry> {
  const { json, problem } = readJson(dir, FILES.registry);
  if (problem !== null) return { value: null, problems: [problem] };
  const parsed = parseRegistry(json);
  if (parsed.ok) return { value: parsed.registry, problems: [] };
  return {
    value: null,
    problems: parsed.problems.map((found) => ({ ...found, file: FILES.registry })),
  };
}

/** SHA-256 over the RFC 8785 form: the same settings give the same digest whatever their order. */
function registryDigestOf(registry: Registry): string {
  return createHash('sha256')
    .update(canonicalize(registry) ?? '')
    .digest('hex');
}

/** Checks every configuration file and reports every problem. */
export function checkConfig(dir: string): {
  readonly config: Configuration | null;
  readonly problems: readonly FileProblem[];
} {
  const registry = checkRegistry(dir);
  const routing = checkWith(dir, FILES.routing, routingConfigSchema);
  const templates = checkWith(dir, FILES.templates, templatesConfigSchema);
  const problems = [...registry.problems, ...routing.problems, ...templates.problems];
  if (registry.value === null || routing.value === null || templates.value === null) {
    return { config: null, problems };
  }
  const config = {
    registry: registry.value,
    registryDigest: registryDigestOf(registry.value),
    routing: routing.value,
    templates: templates.value,
  };
  return { config: Object.freeze(config), problems };
}

function refuse(problems: readonly FileProblem[]): never {
  const lines = problems.map(
    (found) => `${found.file} ${found.path}: ${found.message} (${found.code})`,
  );
  throw new ConfigurationError(
    'CONFIG_REFUSED',
    `The configuration is refused.\n  ${lines.join('\n  ')}`,
    'Run npx rpmw config check, and mend what it names.',
  );
}

/** Loads the configuration. @throws {ConfigurationError} `CONFIG_REFUSED`, naming every problem but no value */
export function loadConfig(dir: string): Configuration {
  const { config, problems } = checkConfig(dir);
  return config ?? refuse(problems);
}

/**
 * Loads the environments alone: a kill must not be stopped by a mistake in another file.
 * @throws {ConfigurationError} `CONFIG_REFUSED`
 */
export function loadRegistry(dir: string): Registry {
  const { value, problems } = checkRegistry(dir);
  return value ?? refuse(problems);
}
