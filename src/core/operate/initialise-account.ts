import type { ParameterReading, ParameterStore } from '../environment/account.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { markerParameter } from '../environment/resource.names.ts';
import { flagParameter, INITIAL_FLAGS, REQUIRED_FLAGS } from '../flags/names.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from './operation.ts';

/** One parameter that an account starts with. `kept`: it exists already and is left as it is. */
export interface InitialParameter {
  readonly parameter: string;
  readonly value: string;
  readonly action: 'create' | 'kept';
}

const OPERATION = { effect: 'account.init', direction: 'safer' } as const;

function refuse(code: string, message: string, remedy: string): never {
  throw new ConfigurationError(code, `${message} Nothing was written.`, remedy);
}

function assertReadable(name: string, reading: ParameterReading | undefined): ParameterReading {
  if (reading !== undefined && reading.state !== 'unreadable') return reading;
  const failure = reading?.failure ?? 'ANSWER_UNREADABLE';
  return refuse(
    'MARKER_UNREADABLE',
    `${name} cannot be read (${failure}).`,
    'Let these credentials read the markers and the flags.',
  );
}

function assertOwnMarker(environment: EnvironmentName, reading: ParameterReading): void {
  if (reading.state !== 'raw' || reading.raw === environment) return;
  refuse(
    'MARKER_DIFFERS',
    'This account is marked as another environment.',
    'Use the profile of the environment that you named.',
  );
}

/**
 * Plans an init: the marker and the initial flags, each only where it is missing. Reads only.
 * @throws {ConfigurationError} `MARKER_FOREIGN` when another environment's marker is there, `MARKER_DIFFERS` when our own
 *   says something else, `MARKER_UNREADABLE` when either cannot be told
 */
export async function planAccountInit(
  environment: EnvironmentName,
  parameters: ParameterStore,
): Promise<readonly InitialParameter[]> {
  const flags = REQUIRED_FLAGS.map((flag) => ({
    parameter: flagParameter(environment, flag),
    value: String(INITIAL_FLAGS[environment][flag]),
  }));
  // The marker last: an account that is marked has its flags.
  const wanted = [...flags, { parameter: markerParameter(environment), value: environment }];
  const foreign = ENVIRONMENT_NAMES.filter((name) => name !== environment).map(markerParameter);
  const names = [...wanted.map(({ parameter }) => parameter), ...foreign];
  const readings = await parameters.read(names);
  const stateOf = (name: string) => assertReadable(name, readings.get(name));
  if (foreign.some((name) => stateOf(name).state !== 'missing')) {
    refuse(
      'MARKER_FOREIGN',
      "Another environment's marker is in this account.",
      'One account is one environment: use an account of its own.',
    );
  }
  assertOwnMarker(environment, stateOf(markerParameter(environment)));
  return wanted.map(({ parameter, value }) => ({
    parameter,
    value,
    action: stateOf(parameter).state === 'missing' ? 'create' : 'kept',
  }));
}

/**
 * Writes what the plan says and reads it back. A parameter that somebody else created meanwhile is left as it is, and refused when it differs.
 * @throws {ConfigurationError} with the code of the rule that refused, or `INIT_NOT_WRITTEN`
 */
export async function initialiseAccount(
  plan: readonly InitialParameter[],
  operator: Operator,
  deps: OperationDeps & { readonly parameters: ParameterStore },
): Promise<void> {
  const missing = plan.filter(({ action }) => action === 'create');
  if (missing.length === 0) return;
  await authorizeOperator(OPERATION, operator, deps);
  for (const { parameter, value } of missing) {
    const outcome = await deps.parameters.create(parameter, value);
    if (outcome === 'exists') continue;
    const detail = { flag: parameter, before: 'missing', after: value };
    await recordOperation(OPERATION, operator, detail, deps);
  }
  const seen = await deps.parameters.read(missing.map(({ parameter }) => parameter));
  const isThere = missing.every(({ parameter, value }) => {
    const reading = seen.get(parameter);
    return reading?.state === 'raw' && reading.raw === value;
  });
  if (!isThere)
    throw new ConfigurationError(
      'INIT_NOT_WRITTEN',
      'Not everything reads back as written.',
      'Run the command again: it writes only what is missing.',
    );
}
