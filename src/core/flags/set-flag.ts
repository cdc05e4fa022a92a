import { ConfigurationError } from '../errors.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from '../gate/operation.ts';
import type { FlagSource } from '../ports/flag-source.ts';
import type { FlagWriter } from '../ports/flag-writer.ts';
import { printable } from '../redaction/printable.ts';
import { flagDirection, isFlagValue } from './direction.ts';
import type { FlagName } from './names.ts';

export interface FlagWriteDeps {
  readonly flags: FlagSource & FlagWriter;
  /** Opens what an operator's act is judged by and written to; toward safer it may fail and stops nothing. */
  readonly operation: () => Promise<OperationDeps>;
}

export interface FlagChange {
  readonly flag: FlagName;
  /** What the store held before, or null when it held nothing. */
  readonly before: string | null;
  readonly after: string;
  readonly direction: 'safer' | 'riskier';
}

const VALUE_MAX_LENGTH = 64;

/** What a write would change; reads only. @throws {ConfigurationError} `FLAG_VALUE_INVALID` */
export async function planFlagChange(
  flag: FlagName,
  after: string,
  flags: FlagSource,
): Promise<FlagChange> {
  if (!isFlagValue(flag, after)) {
    const remedy =
      flag === 'automation_channels'
        ? 'Use email, livechat, email,livechat or none.'
        : 'Use exactly true or false.';
    throw new ConfigurationError('FLAG_VALUE_INVALID', `That is no value of ${flag}.`, remedy, 2);
  }
  const reading = (await flags.read([flag])).get(flag);
  const before = reading?.state === 'raw' ? reading.raw : null;
  return { flag, before, after, direction: flagDirection(flag, before, after) };
}

async function recordWrite(
  change: FlagChange,
  operator: Operator,
  deps: FlagWriteDeps,
): Promise<void> {
  const { flag, after, direction } = change;
  const before = printable(change.before ?? 'missing', VALUE_MAX_LENGTH);
  const operation = { effect: 'flags.write', direction } as const;
  await recordOperation(operation, operator, { flag, before, after }, await deps.operation());
}

/**
 * Writes a flag and believes only what reads back (D17). Asks nobody: toward safer this alone is what a kill needs.
 * @throws {ConfigurationError} `FLAG_NOT_WRITTEN`
 */
export async function writeAndReadBack(
  change: Pick<FlagChange, 'flag' | 'after'>,
  flags: FlagSource & FlagWriter,
): Promise<void> {
  await flags.write(change.flag, change.after);
  const seen = (await flags.read([change.flag])).get(change.flag);
  if (seen?.state === 'raw' && seen.raw === change.after) return;
  throw new ConfigurationError(
    'FLAG_NOT_WRITTEN',
    `${change.flag} does not read back as written.`,
    'Look at the store; nothing can be said of the flag until it reads back.',
  );
}

/**
 * Writes one flag through the gate: decision, write, read again, ledger line with who, when and why. Toward safer the
 * write comes first and a ledger that fails stops nothing.
 * @returns whether the ledger holds the write; false only toward safer, and then somebody must be told
 * @throws {ConfigurationError} with the code of the rule that refused, or `FLAG_NOT_WRITTEN` when the re-read differs
 */
export async function setFlag(
  change: FlagChange,
  operator: Operator,
  deps: FlagWriteDeps,
): Promise<{ readonly isRecorded: boolean }> {
  const { direction } = change;
  if (direction === 'riskier') {
    const operation = { effect: 'flags.write', direction } as const;
    await authorizeOperator(operation, operator, await deps.operation());
  }
  await writeAndReadBack(change, deps.flags);
  try {
    await recordWrite(change, operator, deps);
    return { isRecorded: true };
  } catch (thrown) {
    if (change.direction === 'riskier') throw thrown;
    return { isRecorded: false };
  }
}
