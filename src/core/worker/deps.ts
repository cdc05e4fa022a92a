import type { ScopeRule } from '../environment/ticket-scope.ts';
import type { FlagSource } from '../flags/flag-source.ts';
import type { ApprovalSource } from '../gate/approval-source.ts';
import type { ProcessFacts } from '../gate/context.ts';
import type { Ledger } from '../gate/ledger.ts';
import type { Classifier } from '../intents/classifier.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Digest } from '../runtime/digest.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { References } from '../runtime/references.ts';
import type { Helpdesk } from '../vendors/helpdesk.ts';
import type { RateLimiter } from '../vendors/rate-limiter.ts';
import type { ConversationStore } from './conversation-store.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { EffectStore } from './effect-store.ts';

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
