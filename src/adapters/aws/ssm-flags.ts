import type { ParameterReading, ParameterStore } from '../../core/environment/account.ts';
import type { EnvironmentName } from '../../core/environment/names.ts';
import type { FlagSource, FlagWriter } from '../../core/flags/flag-source.ts';
import type { FlagReading } from '../../core/flags/flags.ts';
import { ALL_FLAGS, type FlagName, flagParameter, isFlagName } from '../../core/flags/names.ts';
import { InvariantViolationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (read 2026-11-26) */
const MAX_RAW_LENGTH = 4096;

export interface SsmFlags extends FlagSource, FlagWriter {
  /** Every flag there is, those of templates included; `missing` where the account has none. */
  readAll(): Promise<ReadonlyMap<FlagName, FlagReading>>;
}

/** Why a flag cannot be read is no concern of the gate: whatever the failure, its safe value is in force (D5). */
function toFlag(reading: ParameterReading | undefined, readAtMs: number): FlagReading {
  switch (reading?.state) {
    case 'raw':
      return { state: 'raw', raw: reading.raw, readAtMs };
    case 'missing':
      return { state: 'missing', readAtMs };
    default:
      return { state: 'unreadable', readAtMs };
  }
}

function assertWritable(name: string, raw: string): void {
  const field = !isFlagName(name) ? 'name' : raw.length > MAX_RAW_LENGTH ? 'raw' : null;
  if (field === null) return;
  throw new InvariantViolationError('STORE_VALUE_INVALID', 'a value does not belong in a store', {
    context: { field },
  });
}

/**
 * The flags of one environment as parameters of its account. Every read asks the store, and nothing is kept: how old a
 * value may be is the gate's question. The writer takes any text for a known flag, creates what is missing, and
 * refuses other names with an `InvariantViolationError` `STORE_VALUE_INVALID`.
 */
export function createSsmFlags(deps: {
  readonly parameters: Pick<ParameterStore, 'read' | 'overwrite'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly environment: EnvironmentName;
}): SsmFlags {
  const { parameters, clock, environment } = deps;
  const read: FlagSource['read'] = async (names) => {
    // Before the store is asked: a reading is never called fresher than it is.
    const readAtMs = clock.now();
    const readings = await parameters.read(names.map((name) => flagParameter(environment, name)));
    return new Map(
      names.map((name) => [name, toFlag(readings.get(flagParameter(environment, name)), readAtMs)]),
    );
  };
  return {
    read,
    readAll: () => read(ALL_FLAGS),
    async write(name, raw) {
      assertWritable(name, raw);
      return parameters.overwrite(flagParameter(environment, name), raw);
    },
  };
}
