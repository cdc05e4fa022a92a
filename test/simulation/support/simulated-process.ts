import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { createSqliteConversationStore } from '../../../src/adapters/local/conversations.ts';
import type { LocalDatabase } from '../../../src/adapters/local/database.ts';
import { createSqliteEffectStore } from '../../../src/adapters/local/effects.ts';
import { createSqliteFlags } from '../../../src/adapters/local/flags.ts';
import { createGroupCommit } from '../../../src/adapters/local/group-commit.ts';
import { createSqliteLedger } from '../../../src/adapters/local/ledger.ts';
import { createSqliteJobQueue, endLeases } from '../../../src/adapters/local/queue.ts';
import { createNodeDigest } from '../../../src/adapters/node/platform.ts';
import { createEgressList } from '../../../src/adapters/outbound/egress.ts';
import { createOutbound } from '../../../src/adapters/outbound/outbound.ts';
import { createTokenBucket } from '../../../src/adapters/outbound/rate-limiter.ts';
import type { Transport } from '../../../src/adapters/outbound/transport.ts';
import { createRichpanelHelpdesk } from '../../../src/adapters/richpanel/client.ts';
import { sealedIdentity } from '../../../src/core/environment/identity.ts';
import type { TicketScope } from '../../../src/core/environment/ticket-scope.ts';
import type { FlagSource } from '../../../src/core/flags/flag-source.ts';
import type { Ledger } from '../../../src/core/gate/ledger.ts';
import { POLICY_VERSION } from '../../../src/core/gate/policy.ts';
import { createKeywordClassifier } from '../../../src/core/intents/keyword-router/keyword-classifier.ts';
import {
  type RoutingConfig,
  routingConfigSchema,
} from '../../../src/core/intents/routing-config.ts';
import { Sensitive } from '../../../src/core/redaction/sensitive.ts';
import { templatesConfigSchema } from '../../../src/core/replies/template-config.ts';
import type { Clock, Digest, Random } from '../../../src/core/runtime/platform.ts';
import { createReferences } from '../../../src/core/runtime/references.ts';
import type { Logger, Metrics } from '../../../src/core/runtime/telemetry.ts';
import type { Helpdesk } from '../../../src/core/vendors/helpdesk.ts';
import type { ConversationStore } from '../../../src/core/worker/conversation-store.ts';
import type { EffectStore } from '../../../src/core/worker/effect-store.ts';
import type { JobQueue } from '../../../src/core/worker/job-queue.ts';
import type { WorkLoopDeps } from '../../../src/core/worker/worker.ts';
import { type PauseRules, pausePort } from './paused-port.ts';
import type { Actor, Scheduler } from './scheduler.ts';
import { API_KEY, BOT_ID, ORIGIN } from './simulated-vendor.ts';

const TIMEOUT_MS = 1_000;
const WINDOW_MS = 30_000;

const logger: Logger = { log: () => undefined, child: () => logger };
const metrics: Metrics = { count: () => undefined, timing: () => undefined };
const digest = createNodeDigest();
const classifier = createKeywordClassifier();

function readConfig(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../config/${file}`, import.meta.url), 'utf8'));
}

const routing = routingConfigSchema.parse(readConfig('routing.json'));
const templates = templatesConfigSchema.parse(readConfig('templates.json'));
/** As above, but answers to a return are followed by a close, and a ticket may get several answers soon. */
const closing: RoutingConfig = {
  ...routing,
  closeTemplates: ['t_return_request_intake'],
  caps: { ...routing.caps, writesPerEvent: 12, repliesTicket10Min: 3 },
};

/** There are few tickets and few messages, and the key is one: each reference is computed once. */
function rememberFirst(hmac: Digest['hmacSha256']): Digest['hmacSha256'] {
  const known = new Map<string, string>();
  return (key, text) => {
    const first = known.get(text) ?? hmac(key, text);
    known.set(text, first);
    return first;
  };
}

/** The same in every run, so that a seed always gives the same references. */
export const references = createReferences(new Uint8Array(32).fill(7), {
  ...digest,
  hmacSha256: rememberFirst(digest.hmacSha256),
});

/** Replaces a port by a broken one; under the pauses, as if the adapter itself were broken. */
export interface Planting {
  readonly effects?: (store: EffectStore) => EffectStore;
  readonly queue?: (queue: JobQueue) => JobQueue;
  readonly conversations?: (store: ConversationStore) => ConversationStore;
  readonly flags?: (flags: FlagSource) => FlagSource;
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly wire?: (wire: Transport) => Transport;
  readonly helpdesk?: (helpdesk: Helpdesk) => Helpdesk;
}

export interface ProcessOptions {
  readonly scope: TicketScope;
  readonly ratePer30s: number;
  /** True for the configuration in which some replies are followed by a close. */
  readonly closes: boolean;
  /** Answers that one customer may get in a day; without it as in the configuration. */
  readonly repliesCustomer24h?: number;
  readonly planting: Planting;
  /** Told what is about to be said on a ticket, whether or not it will be. */
  readonly onPrepared?: (ticketId: string, body: string) => void;
}

export type SimulatedProcess = ReturnType<typeof startSimulatedProcess>;

function same<P>(port: P): P {
  return port;
}

/** A flag source never throws: what cannot be read is unreadable. */
function unreadableWhenItFails(flags: FlagSource, clock: Clock): FlagSource {
  return {
    read: async (names) => {
      try {
        return await flags.read(names);
      } catch {
        return new Map(names.map((name) => [name, { state: 'unreadable', readAtMs: clock.now() }]));
      }
    },
  };
}

function routingOf({ closes, repliesCustomer24h }: ProcessOptions): RoutingConfig {
  const chosen = closes ? closing : routing;
  if (repliesCustomer24h === undefined) return chosen;
  return { ...chosen, caps: { ...chosen.caps, repliesCustomer24h } };
}

/** Watches what is prepared; preparing is pure and no await point. */
function watchPrepared(helpdesk: Helpdesk, onPrepared: ProcessOptions['onPrepared']): Helpdesk {
  return {
    ...helpdesk,
    prepareSendReply: (ticketId, body) => {
      onPrepared?.(ticketId, body);
      return helpdesk.prepareSendReply(ticketId, body);
    },
    prepareAddComment: (ticketId, body) => {
      onPrepared?.(ticketId, body);
      return helpdesk.prepareAddComment(ticketId, body);
    },
  };
}

/** What `entry/local.ts` composes, over a database that outlives it; only wire, clock and chance are simulated. */
export function startSimulatedProcess(
  parts: {
    readonly actor: Actor;
    readonly sqlite: DatabaseSync;
    readonly scheduler: Scheduler;
    readonly random: Random;
  },
  options: ProcessOptions,
) {
  const { actor, sqlite, scheduler, random } = parts;
  const { planting } = options;
  const clock = scheduler.clockOf(actor);
  const commit = createGroupCommit(sqlite, clock);
  const db: LocalDatabase = {
    sqlite,
    write: commit.write,
    close: async () => undefined,
  };
  // The simulated disk may refuse it; then the leases of the process before run out with time.
  endLeases(db).catch(() => undefined);
  const process: WorkLoopDeps['process'] = {
    environment: 'dev',
    identity: sealedIdentity('dev', clock.now()),
    vendorModes: { richpanel: 'stub', shopify: 'stub', model: 'embedded' },
    runMode: 'live',
    releaseDigest: 'a'.repeat(64),
    registryDigest: 'b'.repeat(64),
  };
  const describeProcess = () => ({
    ...process,
    identityKind: process.identity.kind,
    policyVersion: POLICY_VERSION,
  });
  const ports = {
    ledger: (planting.ledger ?? same)(createSqliteLedger({ db, digest, describeProcess })),
    effects: (planting.effects ?? same)(createSqliteEffectStore({ db })),
    conversations: (planting.conversations ?? same)(createSqliteConversationStore({ db })),
    flags: (planting.flags ?? same)(createSqliteFlags({ db, clock, environment: 'dev' })),
    queue: (planting.queue ?? same)(createSqliteJobQueue({ db, clock, random })),
    approvals: { isReleaseApproved: async () => false },
  };
  const limiter = createTokenBucket({ capacity: options.ratePer30s, windowMs: WINDOW_MS, clock });
  const egress = createEgressList([{ origin: ORIGIN, pathPrefix: ['v1'], kind: 'vendor' }]);
  const isListed = (origin: string, path: string) => egress.isListed(origin, path);

  function pausePorts(rules: PauseRules) {
    return {
      ledger: pausePort(ports.ledger, 'ledger', rules),
      effects: pausePort(ports.effects, 'effects', rules),
      conversations: pausePort(ports.conversations, 'conversations', rules),
      flags: unreadableWhenItFails(pausePort(ports.flags, 'flags', rules), clock),
      queue: pausePort(ports.queue, 'queue', rules),
      approvals: pausePort(ports.approvals, 'approvals', rules),
    };
  }

  /** Everything one worker is given; it shares stores and limiter with the others of its process. */
  function workerDeps(rules: PauseRules, transport: Transport): WorkLoopDeps {
    const paused = pausePorts(rules);
    const wire = (planting.wire ?? same)(transport);
    const shared = { process, digest, clock, metrics, logger, limiter };
    const outbound = createOutbound({ ...shared, egress, transport: wire, ledger: paused.ledger });
    const settings = {
      origin: ORIGIN,
      apiKey: new Sensitive(API_KEY),
      botAgentId: BOT_ID,
      timeoutMs: TIMEOUT_MS,
    };
    const helpdesk = (planting.helpdesk ?? same)(
      createRichpanelHelpdesk({ ...settings, ...shared, outbound }),
    );
    return {
      ...shared,
      ...paused,
      limiter: pausePort(limiter, 'limiter', rules),
      helpdesk: pausePort(watchPrepared(helpdesk, options.onPrepared), 'helpdesk', rules),
      clock: scheduler.clockOf(rules.actor),
      random,
      references,
      scope: { scope: options.scope, testChannelId: null },
      routing: routingOf(options),
      templates,
      isListed,
      classifier,
      onSettled: () => undefined,
    };
  }

  return {
    actor,
    workerDeps,
    intake: (rules: PauseRules) => pausePort(ports.queue, 'queue', rules),
    /** Without pauses, for the simulation itself. */
    stats: () => ports.queue.stats(),
  };
}
