import type { EnvironmentName } from '../../../../src/core/environment/names.ts';
import { changeRegistry } from '../config-folder.ts';
import type { Site } from '../stage.ts';

/** What is refused before any check: wrong usage (2), or settings that nothing can be looked at with (1). */
export interface Refusal {
  readonly name: string;
  readonly args: readonly string[];
  /** Null where `--env` is not added. @default dev */
  readonly environment?: EnvironmentName | null;
  readonly plant?: (site: Site) => void;
  readonly exitCode: 1 | 2;
  /** Null where the command line itself is not understood. */
  readonly code: string | null;
}

const usage = (name: string, ...args: readonly string[]): Refusal => ({
  ...{ name, args: ['all', ...args], exitCode: 2, code: null },
});

const named = (name: string, code: string, ...args: readonly string[]): Refusal => ({
  ...{ name, args: ['all', ...args], environment: null, exitCode: 2, code },
});

const settings = (name: string, code: string, plant: (site: Site) => void): Refusal => ({
  ...{ name, args: ['all'], plant, exitCode: 1, code },
});

export const REFUSALS: readonly Refusal[] = [
  usage('an option that does not exist', '--force'),
  usage('a region that is none', '--region', 'ohio'),
  { ...usage('a scope that does not exist'), args: ['everything'] },
  {
    ...usage('an open staging without a reason', '--allow-open-staging', ' '),
    ...{ environment: 'staging', code: 'REASON_MISSING' },
  },
  {
    ...usage('a reason for an open staging, in dev', '--allow-open-staging', 'rehearsal'),
    code: 'OPTION_MISPLACED',
  },
  named('no environment', 'ENV_MISSING'),
  named('an environment that looks like one', 'ENV_LOOKALIKE', '--env', 'Dev'),
  named('an environment that nobody has', 'ENV_UNKNOWN', '--env', 'production'),
  named('two environments', 'ENV_CONFLICT', '--env', 'dev', '--env', 'prod'),
  settings('an endpoint on another machine', 'ENDPOINT_NOT_LOOPBACK', ({ variables }) => {
    variables['AWS_ENDPOINT_URL'] = 'http://192.0.2.1:4566';
  }),
  settings('an endpoint for one service alone', 'ENDPOINT_INCOMPLETE', ({ variables }) => {
    variables['AWS_ENDPOINT_URL_STS'] = variables['AWS_ENDPOINT_URL'] ?? '';
    delete variables['AWS_ENDPOINT_URL'];
  }),
  settings('two environments in one account', 'CONFIG_REFUSED', ({ configDir }) =>
    changeRegistry(configDir, (registry) => {
      registry.environments.dev.accountId = registry.environments.prod.accountId;
      return registry;
    }),
  ),
];
