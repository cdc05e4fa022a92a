import { ConfigurationError } from '../runtime/errors.ts';

/** The three environments, each in its own AWS account (R1.1). */
export const ENVIRONMENT_NAMES = ['dev', 'staging', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** True only for the exact three names: no folding, no trimming. */
function isEnvironmentName(value: string): value is EnvironmentName {
  return (ENVIRONMENT_NAMES as readonly string[]).includes(value);
}

const REMEDY = 'Name the environment once: --env dev, --env staging or --env prod (or RPMW_ENV).';

function usageError(code: string, message: string): ConfigurationError {
  return new ConfigurationError(code, message, REMEDY, 2);
}

function checkOne(source: string, value: string): EnvironmentName {
  if (isEnvironmentName(value)) return value;
  if (value.trim() === '') throw usageError('ENV_EMPTY', `${source} is empty.`);
  const folded = value.normalize('NFKC').trim().toLowerCase();
  if (isEnvironmentName(folded)) {
    throw usageError('ENV_LOOKALIKE', `${source} looks like "${folded}" but is not exactly that.`);
  }
  throw usageError('ENV_UNKNOWN', `${source} is not an environment.`);
}

/**
 * Decides which environment a command means from the only two sources there are: every `--env` that was
 * given and the variable `RPMW_ENV`. There is no default (R1.1, D14).
 *
 * @throws {ConfigurationError} `ENV_MISSING`, `ENV_EMPTY`, `ENV_UNKNOWN`, `ENV_LOOKALIKE` or `ENV_CONFLICT`,
 *   all with exit code 2.
 */
export function resolveEnvironmentName(sources: {
  readonly options: readonly string[];
  readonly variable: string | undefined;
}): EnvironmentName {
  const named = sources.options.map((value) => checkOne('--env', value));
  if (sources.variable !== undefined) named.push(checkOne('RPMW_ENV', sources.variable));
  const [first, ...others] = named;
  if (first === undefined) throw usageError('ENV_MISSING', 'No environment was named.');
  if (others.some((other) => other !== first)) {
    throw usageError('ENV_CONFLICT', 'Two different environments were named.');
  }
  return first;
}
