import { ConfigurationError } from '../errors.ts';
import type { GateContext } from '../gate/context.ts';
import { ledgerEntry } from '../gate/entries.ts';
import { authorizeOperation } from '../gate/permit.ts';
import type { Clock } from '../ports/clock.ts';
import type { FlagSource } from '../ports/flag-source.ts';
import type { FlagWriter } from '../ports/flag-writer.ts';
import type { Ledger } from '../ports/ledger.ts';
import { printable } from '../redaction/printable.ts';
import { redactText } from '../redaction/redact.ts';
import { flagDirection, isFlagValue } from './direction.ts';
import type { FlagName } from './names.ts';

export interface FlagWriteDeps {
  readonly flags: FlagSource & FlagWriter;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** The gate's context for an operator's act: process facts, no ticket. */
  readonly operatorContext: () => GateContext;
}

export interface FlagChange {
  readonly flag: FlagName;
  /** What the store held before, or null when it held nothing. */
  readonly before: string | null;
  readonly after: string;
  readonly direction: 'safer' | 'riskier';
}

const REASON_MAX_LENGTH = 200;

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
  operator: { actor: string; reason: string },
  deps: FlagWriteDeps,
) {
  const entry = {
    kind: 'operator',
    effect: 'flags.write',
    ticketRef: null,
    outcome: 'done',
    codes: [],
    requestHash: null,
    detail: {
      actor: printable(operator.actor, 64),
      reason: printable(redactText(operator.reason), REASON_MAX_LENGTH),
      flag: change.flag,
      before: printable(change.before ?? 'missing', 64),
      after: change.after,
    },
  } as const;
  await deps.ledger.append(ledgerEntry(entry, deps.operatorContext().process, deps.clock.now()));
}

/**
 * Writes one flag through the gate: decision, write, read again, ledger line with who, when and why. Toward safer the
 * write comes first and a ledger that fails stops nothing.
 * @returns whether the ledger holds the write; false only toward safer, and then somebody must be told
 * @throws {ConfigurationError} with the code of the rule that refused, or `FLAG_NOT_WRITTEN` when the re-read differs
 */
export async function setFlag(
  change: FlagChange,
  operator: { readonly actor: string; readonly reason: string },
  deps: FlagWriteDeps,
): Promise<{ readonly isRecorded: boolean }> {
  if (change.direction === 'riskier') await authorizeRiskier(change, operator.reason, deps);
  await deps.flags.write(change.flag, change.after);
  const seen = (await deps.flags.read([change.flag])).get(change.flag);
  if (seen?.state !== 'raw' || seen.raw !== change.after) {
    throw new ConfigurationError(
      'FLAG_NOT_WRITTEN',
      `${change.flag} does not read back as written.`,
      'Look at the store; nothing can be said of the flag until it reads back.',
    );
  }
  try {
    await recordWrite(change, operator, deps);
    return { isRecorded: true };
  } catch (thrown) {
    if (change.direction === 'riskier') throw thrown;
    return { isRecorded: false };
  }
}

async function authorizeRiskier(
  change: FlagChange,
  reason: string,
  deps: FlagWriteDeps,
): Promise<void> {
  const proposal = {
    name: 'flags.write',
    ticketRef: null,
    reason,
    direction: change.direction,
    hasApproval: false,
  } as const;
  const decision = await authorizeOperation(proposal, deps.operatorContext(), deps.ledger);
  const [finding] = decision.findings;
  if (finding === undefined) return;
  throw new ConfigurationError(
    finding.code,
    `The gate refused to write ${change.flag}.`,
    'Say why with --reason; see docs/errors.md for the code.',
  );
}
