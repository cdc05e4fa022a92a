import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type EnvironmentName, resolveEnvironmentName } from '../core/environment/names.ts';
import { regionSchema } from '../core/environment/registry.ts';
import { TICKET_SCOPES, type TicketScope } from '../core/environment/ticket-scope.ts';
import type { ConfigFolder } from '../core/operate/configuration.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import type { AccountOptions, LocalOptions, Surface } from './surface.ts';

/** The options that every command on an environment has. */
export interface EnvironmentOptions {
  readonly env?: readonly string[];
  readonly runtime?: 'local' | 'aws';
  readonly config?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

/** Parses a whole number within bounds; anything else is wrong usage. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

export function withConfig(command: Command): Command {
  return command
    .option('--config <dir>', 'folder of the configuration (or RPMW_CONFIG_DIR)')
    .option('--json', 'print JSON for machines on stdout');
}

/** Adds `--env`, `--config`, `--data-dir` and `--json`. */
function withPlace(command: Command): Command {
  return withConfig(command)
    .option('--env <name>', 'dev, staging or prod (or RPMW_ENV)', collect)
    .option('--data-dir <dir>', 'folder of what this machine keeps (default .rpmw)');
}

/** Adds `--runtime`, for what exists on one machine and in an account. */
export function withRuntime(command: Command): Command {
  return command.addOption(
    new Option('--runtime <name>', 'which store is meant (default: dev local, others aws)').choices(
      ['local', 'aws'],
    ),
  );
}

/** Adds the options of a place, and `--runtime`. */
export function withEnvironment(command: Command): Command {
  return withRuntime(withPlace(command));
}

/** Adds the options of a service: `--port`, `--ticket-scope`. */
export function withService(command: Command): Command {
  return withEnvironment(command)
    .option('--port <n>', 'port to listen on, 0 takes a free one', wholeNumber(0, 65_535), 8787)
    .addOption(
      new Option('--ticket-scope <scope>', 'which tickets are ours to touch').choices([
        ...TICKET_SCOPES,
      ]),
    );
}

export interface ServiceCliOptions extends EnvironmentOptions {
  readonly port: number;
  readonly ticketScope?: TicketScope;
}

/** The configuration of a command: the folder of the option, else of the variable, else the project's own. */
export function configOf(options: { readonly config?: string }, surface: Surface): ConfigFolder {
  const dir = options.config ?? surface.variables.configDir ?? surface.defaultConfigDir;
  return surface.openConfig(resolve(dir));
}

/** @throws {ConfigurationError} see `resolveEnvironmentName` */
function environmentOf(options: EnvironmentOptions, surface: Surface): EnvironmentName {
  return resolveEnvironmentName({
    options: options.env ?? [],
    variable: surface.variables.environment,
  });
}

/** Which store a command means: this machine's for dev unless said otherwise, the account's for the others. */
export function runtimeOf(options: EnvironmentOptions, surface: Surface): 'local' | 'aws' {
  return options.runtime ?? (environmentOf(options, surface) === 'dev' ? 'local' : 'aws');
}

/** The environment, the configuration and the data folder that a command means, on either runtime. @throws {ConfigurationError} */
export function placeOf(options: EnvironmentOptions, surface: Surface): LocalOptions {
  return {
    environment: environmentOf(options, surface),
    config: configOf(options, surface),
    dataDir: resolve(options.dataDir ?? surface.defaultDataDir),
  };
}

/**
 * The local store a command means.
 * @throws {ConfigurationError} `RUNTIME_UNAVAILABLE` for an account's store, which this release cannot reach
 */
export function localOptionsOf(options: EnvironmentOptions, surface: Surface): LocalOptions {
  const place = placeOf(options, surface);
  if (runtimeOf(options, surface) === 'local') return place;
  throw new ConfigurationError(
    'RUNTIME_UNAVAILABLE',
    `${place.environment} means the stores of an AWS account, which this release has on one machine only.`,
    'Use --env dev, whose store is on this machine.',
  );
}

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
