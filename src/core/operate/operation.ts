import { decideOnly } from '../effects/perform.ts';
import type { ApprovalSource } from '../gate/approval-source.ts';
import type { GateContext } from '../gate/context.ts';
import type { OperateEffectName } from '../gate/effects.ts';
import { type Ledger, ledgerEntry, type NewLedgerEntry } from '../gate/ledger.ts';
import { printable, redactText } from '../redaction/redact.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import type { Clock } from '../runtime/platform.ts';

/** Who acts, and why. */
export interface Operator {
  readonly actor: string;
  readonly reason: string;
}

export interface OperationDeps {
  readonly ledger: Ledger;
  readonly clock: Pick<Clock, 'now'>;
  /** The gate's context for an operator's act: process facts, no ticket. */
  readonly operatorContext: () => GateContext;
  /** Asked where prod becomes riskier: then a release must be approved (R5.1, D15). */
  readonly approvals: ApprovalSource;
}

interface Operation {
  /** What came of it. @default done */
  readonly outcome?: 'done' | 'unknown';
  /** Why, where it is not done. */
  readonly codes?: readonly string[];
  readonly effect: OperateEffectName;
  readonly ticketRef?: string;
  readonly direction: 'safer' | 'riskier';
}

const ACTOR_MAX_LENGTH = 64;
const REASON_MAX_LENGTH = 200;

/**
 * Asks the gate whether an operator may do this.
 * @throws {ConfigurationError} with the code of the rule that refused; exit code 2 where only the reason is missing
 */
export async function authorizeOperator(
  operation: Operation,
  operator: Operator,
  deps: OperationDeps,
): Promise<void> {
  const { effect: name, ticketRef = null, direction } = operation;
  const context = deps.operatorContext();
  const hasApproval =
    direction === 'riskier' &&
    (await deps.approvals.isReleaseApproved(context.process.releaseDigest));
  const proposal = { name, ticketRef, direction, reason: operator.reason, hasApproval } as const;
  const decision = await decideOnly(proposal, context, deps.ledger);
  const [finding] = decision.findings;
  if (finding === undefined) return;
  const exitCode = finding.code === 'REASON_MISSING' ? 2 : 1;
  throw new ConfigurationError(
    finding.code,
    `The gate refused ${name}.`,
    'Say why with --reason "…"; docs/errors.md explains the code.',
    exitCode,
  );
}

/** Writes down who did what, when and why. The reason is a person's text, so it is redacted first. */
export async function recordOperation(
  operation: Operation,
  operator: Operator,
  detail: Omit<NonNullable<NewLedgerEntry['detail']>, 'actor' | 'reason'>,
  deps: OperationDeps,
): Promise<void> {
  const facts = {
    kind: 'operator',
    effect: operation.effect,
    ticketRef: operation.ticketRef ?? null,
    outcome: operation.outcome ?? 'done',
    codes: operation.codes ?? [],
    requestHash: null,
    detail: {
      actor: printable(operator.actor, ACTOR_MAX_LENGTH),
      reason: printable(redactText(operator.reason), REASON_MAX_LENGTH),
      ...detail,
    },
  } as const;
  await deps.ledger.append(ledgerEntry(facts, deps.operatorContext().process, deps.clock.now()));
}

/** Staging that is open was opened on somebody's word, as a rung of the ladder is. */
const OPEN_STAGING = { effect: 'ladder.write', direction: 'riskier' } as const;

/** Lets staging be open for one preflight, and writes down who says so and why. @throws {ConfigurationError} as above */
export async function allowOpenStaging(operator: Operator, deps: OperationDeps): Promise<void> {
  await authorizeOperator(OPEN_STAGING, operator, deps);
  await recordOperation(OPEN_STAGING, operator, { after: 'staging open' }, deps);
}
