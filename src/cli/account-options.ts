import { type Command, InvalidArgumentError } from 'commander';
import { regionSchema } from '../core/environment/registry.ts';
import type { AccountOptions } from './account-surface.ts';
import { type EnvironmentOptions, placeOf, wholeNumber, withPlace } from './options.ts';
import type { Surface } from './surface.ts';

/** The options of every command that reaches an account. */
export interface AccountCliOptions extends EnvironmentOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly expectAccount?: string;
  /** Seconds. */
  readonly timeout: number;
}

const DEFAULT_TIMEOUT_SECONDS = 10;

/** Parses a region; anything else is wrong usage. */
export function parseRegion(value: string): string {
  const parsed = regionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Give a region as AWS writes it, e.g. us-east-2.');
}

/** Parses the id of an account; anything else is wrong usage. */
export function parseAccountId(value: string): string {
  if (/^\d{12}$/.test(value)) return value;
  throw new InvalidArgumentError('Give the twelve digits of an account.');
}

/** Adds `--region`, `--profile`, `--expect-account` and `--timeout` to those of a place. */
export function withAccount(command: Command): Command {
  return withPlace(command)
    .option(
      '--region <name>',
      'the region that you expect; a witness, never an override',
      parseRegion,
    )
    .option('--profile <name>', 'a profile of the shared AWS files')
    .option('--expect-account <id>', 'one more witness, never an override', parseAccountId)
    .option(
      '--timeout <seconds>',
      'for each try of each call',
      wholeNumber(1, 120),
      DEFAULT_TIMEOUT_SECONDS,
    );
}

/** The account a command means. @throws {ConfigurationError} see `resolveEnvironmentName` */
export function accountOptionsOf(options: AccountCliOptions, surface: Surface): AccountOptions {
  const { region, profile, expectAccount } = options;
  return {
    ...placeOf(options, surface),
    timeoutMs: options.timeout * 1_000,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(expectAccount === undefined ? {} : { expectAccount }),
  };
}
