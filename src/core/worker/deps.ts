import type { ScopeRule } from '../environment/ticket-scope.ts';
import type { ProcessFacts } from '../gate/context.ts';
import type { References } from '../gate/references.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import type { ApprovalSource } from '../ports/approval-source.ts';
import type { Classifier } from '../ports/classifier.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import type { Digest } from '../ports/digest.ts';
import type { EffectStore } from '../ports/effect-store.ts';
import type { FlagSource } from '../ports/flag-source.ts';
import type { Helpdesk } from '../ports/helpdesk.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import type { DecisionRecord } from './decision-record.ts';

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
