import type { ScopeRule } from '../environment/ticket-scope.ts';
import type { FlagSource } from '../flags/flag-source.ts';
import type { ApprovalSource } from '../gate/approval-source.ts';
import type { ProcessFacts } from '../gate/context.ts';
import type { Ledger } from '../gate/ledger.ts';
import type { Classifier } from '../intents/classifier.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import type { Clock, Digest } from '../runtime/platform.ts';
import type { References } from '../runtime/references.ts';
import type { Logger, Metrics } from '../runtime/telemetry.ts';
import type { Helpdesk } from '../vendors/helpdesk.ts';
import type { CallClass, RateLimiter } from '../vendors/rate-limiter.ts';
import type { ConversationStore } from './conversation-store.ts';
import type { EffectStore } from './effect-store.ts';
import type { DecisionRecord } from './record.ts';

/** Everything `handleTicket` is given by a composition root. */
export interface WorkerDeps {
  readonly process: ProcessFacts;
  readonly scope: ScopeRule;
  readonly routing: RoutingConfig;
  readonly templates: TemplatesConfig;
  readonly references: References;
  /** True when the running environment may connect there. Pure. */
  readonly isListed: (origin: string, path: string) => boolean;
  readonly helpdesk: Helpdesk;
  readonly classifier: Classifier;
  readonly limiter: RateLimiter;
  readonly effects: EffectStore;
  readonly conversations: ConversationStore;
  readonly ledger: Ledger;
  readonly flags: FlagSource;
  readonly approvals: ApprovalSource;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /**
   * Told when a job settled or met a work item, or was dead-lettered; again when a job is worked on again after that.
   * Must not throw. Raw ids stay in memory.
   */
  readonly onSettled: (event: {
    readonly ticketId: string;
    readonly jobId: string;
    readonly record: DecisionRecord;
    readonly deliveries: number;
    /** False when another job had settled the same work item before. */
    readonly isFirst: boolean;
  }) => void;
}

/** The code of a job that was given back because no call of the vendor is free. */
export const BUDGET_SPENT = 'VENDOR_BUDGET_SPENT';

/** Why work on a job stops here and goes on later. No failed attempt (D9). */
export class Deferred extends Error {
  readonly delayMs: number;
  readonly code: string;

  constructor(code: string, delayMs: number) {
    super(code);
    this.name = 'Deferred';
    this.code = code;
    this.delayMs = delayMs;
  }
}

/** The ticket left our scope between a read and a write: nothing is written on it again (R6.2). */
export class ScopeLost extends Error {
  constructor() {
    super('SCOPE_LOST');
    this.name = 'ScopeLost';
  }
}

/** Takes tokens for the calls to come, or defers the job; never waits (D9). @throws {Deferred} */
export async function takeTokens(
  count: number,
  callClass: CallClass,
  { limiter }: Pick<WorkerDeps, 'limiter'>,
): Promise<void> {
  const grant = await limiter.take(count, callClass);
  if (grant.outcome === 'denied') throw new Deferred(BUDGET_SPENT, grant.retryAfterMs);
}
