import type { FlagSource, FlagWriter } from '../flags/flag-source.ts';
import { flagDirection, isFlagValue, shownReading } from '../flags/flags.ts';
import { type FlagName, isFlagName } from '../flags/names.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from './operation.ts';

export interface FlagWriteDeps {
  readonly flags: FlagSource & FlagWriter;
  /** Opens what an operator's act is decided by and written to; toward safer it may fail and stops nothing. */
  readonly operation: () => Promise<OperationDeps>;
}

export interface FlagChange {
  readonly flag: FlagName;
  /** What the store held before, as it may be shown: a value, or `missing`, `invalid`, `unreadable`. */
  readonly before: string;
  readonly after: string;
  readonly direction: 'safer' | 'riskier';
}

/** @throws {ConfigurationError} `FLAG_UNKNOWN`, exit code 2 */
export function parseFlagName(name: string): FlagName {
  if (isFlagName(name)) return name;
  throw new ConfigurationError(
    'FLAG_UNKNOWN',
    'There is no such flag.',
    'Flags are safe_mode, automation_enabled, routing_enabled, automation_channels and template_enabled/<template id>.',
    2,
  );
}

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
  const raw = reading?.state === 'raw' ? reading.raw : null;
  const before = shownReading(flag, reading);
  return { flag, before, after, direction: flagDirection(flag, raw, after) };
}

/** A change toward riskier needs a reason. @throws {ConfigurationError} `REASON_MISSING`, exit code 2 */
export function assertReason({ direction }: FlagChange, reason: string): void {
  if (direction === 'safer' || reason.trim() !== '') return;
  throw new ConfigurationError('REASON_MISSING', 'Nobody said why.', 'Add --reason "…".', 2);
}

/** True where a missing flag already means the safe value, and a write could only create it in a wrong place (D17). */
export function needsNoWrite({ before, direction }: FlagChange, store: 'local' | 'aws'): boolean {
  return store === 'aws' && direction === 'safer' && before === 'missing';
}

/** The plan was made before somebody was asked; a write toward safer must still be one. */
async function assertStillSafer(change: FlagChange, flags: FlagSource): Promise<void> {
  const { direction } = await planFlagChange(change.flag, change.after, flags);
  if (direction === 'safer') return;
  throw new ConfigurationError(
    'FLAG_CHANGED',
    `${change.flag} was changed meanwhile, and this write would now open it. Nothing was written.`,
    'Look at it with npx rpmw flags get, and decide again.',
  );
}

async function recordWrite(
  change: FlagChange,
  operator: Operator,
  deps: FlagWriteDeps,
): Promise<void> {
  const { flag, before, after, direction } = change;
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
 * @throws {ConfigurationError} with the code of the rule that refused, `FLAG_CHANGED` when a write toward safer no longer
 *   is one, or `FLAG_NOT_WRITTEN` when the re-read differs
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
  } else {
    await assertStillSafer(change, deps.flags);
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
