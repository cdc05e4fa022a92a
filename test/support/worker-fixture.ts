import { readFileSync } from 'node:fs';
import { createSqliteConversationStore } from '../../src/adapters/local/conversations.ts';
import { createSqliteEffectStore } from '../../src/adapters/local/effects.ts';
import { createSqliteFlags } from '../../src/adapters/local/flags.ts';
import { createSqliteLedger } from '../../src/adapters/local/ledger.ts';
import { createSqliteJobQueue } from '../../src/adapters/local/queue.ts';
import { loadReferenceKey } from '../../src/adapters/local/reference-key.ts';
import { createNodeDigest } from '../../src/adapters/node/platform.ts';
import { createEgressList } from '../../src/adapters/outbound/egress.ts';
import { createOutbound } from '../../src/adapters/outbound/outbound.ts';
import { createTokenBucket } from '../../src/adapters/outbound/rate-limiter.ts';
import type { Transport } from '../../src/adapters/outbound/transport.ts';
import { createRichpanelHelpdesk } from '../../src/adapters/richpanel/client.ts';
import { sealedIdentity } from '../../src/core/environment/identity.ts';
import type { TicketScope } from '../../src/core/environment/ticket-scope.ts';
import { type FlagName, templateFlag } from '../../src/core/flags/names.ts';
import type { LedgerEntry } from '../../src/core/gate/ledger.ts';
import { POLICY_VERSION } from '../../src/core/gate/policy.ts';
import { verifyLedger } from '../../src/core/gate/verify-ledger.ts';
import { createKeywordClassifier } from '../../src/core/intents/keyword-router/keyword-classifier.ts';
import { routingConfigSchema } from '../../src/core/intents/routing-config.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import { templatesConfigSchema } from '../../src/core/replies/template-config.ts';
import { TEMPLATE_IDS } from '../../src/core/replies/template-ids.ts';
import { createReferences } from '../../src/core/runtime/references.ts';
import type { Logger, Metrics } from '../../src/core/runtime/telemetry.ts';
import { formatJobBody } from '../../src/core/tickets/webhook-event.ts';
import type { DecisionRecord } from '../../src/core/worker/record.ts';
import { type WorkLoopDeps, workOn } from '../../src/core/worker/worker.ts';
import { createRichpanelStub, type RichpanelStub } from '../../stubs/richpanel/richpanel-stub.ts';
import type { StubTicketInput } from '../../stubs/richpanel/workspace.ts';
import { type LocalStore, openLocalStore, type StorePlace } from './local-store.ts';

const ORIGIN = 'http://127.0.0.1:9';
const BOT_ID = 'agent-bot';
const KEY = 'stub-key';

const logger: Logger = { log: () => undefined, child: () => logger };
const noMetrics: Metrics = { count: () => undefined, timing: () => undefined };

function readConfig(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../config/${file}`, import.meta.url), 'utf8'));
}

/** Hands requests straight to the stub, without a socket, so that a virtual clock rules everything. */
function createStubTransport(stub: RichpanelStub, hooks: WorkerFixtureHooks): Transport {
  return {
    send: async ({ method, url, headers, body }) => {
      const path = url.slice(ORIGIN.length);
      await hooks.beforeCall?.(method, path);
      const answer = stub.handle({ method, path, headers, body: body ?? '' });
      if (answer.kind === 'no-answer') return { outcome: 'failed', reason: 'timeout' };
      return {
        outcome: 'answered',
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
      };
    },
    close: () => undefined,
  };
}

export interface WorkerFixtureHooks {
  /** Runs before the stub sees a call: the place where an operator or a customer acts in between. */
  beforeCall?: (method: string, path: string) => Promise<void> | void;
}

export interface WorkerFixtureOptions {
  readonly scope?: TicketScope;
  readonly place?: StorePlace;
  readonly hooks?: WorkerFixtureHooks;
  /** Calls per 30 s of the client's limiter. */
  readonly ratePer30s?: number;
  /** What the client's limiter keeps free after each window. */
  readonly slackMs?: number;
  /** Calls per 30 s after which the stub says 429. */
  readonly stubRatePer30s?: number;
  readonly metrics?: Metrics;
}

const OPEN_FLAGS: readonly (readonly [FlagName, string])[] = [
  ['safe_mode', 'false'],
  ['automation_enabled', 'true'],
  ['routing_enabled', 'true'],
  ['automation_channels', 'email,livechat'],
  ...TEMPLATE_IDS.map((id) => [templateFlag(id), 'true'] as const),
];

export type WorkerFixture = Awaited<ReturnType<typeof openWorkerFixture>>;

async function openFlags(store: LocalStore) {
  const flags = createSqliteFlags({ db: store.db, clock: store.clock, environment: 'dev' });
  for (const [name, value] of OPEN_FLAGS) await flags.write(name, value);
  return flags;
}

function createVendors(
  store: LocalStore,
  deps: Pick<WorkLoopDeps, 'process' | 'ledger' | 'digest'>,
  options: WorkerFixtureOptions,
) {
  const { clock } = store;
  const metrics = options.metrics ?? noMetrics;
  const stub = createRichpanelStub({
    path: ':memory:',
    clock,
    seed: 7,
    apiKey: KEY,
    botAgentId: BOT_ID,
    ratePer30s: options.stubRatePer30s ?? 100_000,
  });
  const egress = createEgressList([{ origin: ORIGIN, pathPrefix: ['v1'], kind: 'vendor' }]);
  const transport = createStubTransport(stub, options.hooks ?? {});
  const outbound = createOutbound({ ...deps, egress, transport, clock, metrics, logger });
  const limiter = createTokenBucket({
    capacity: options.ratePer30s ?? 100_000,
    windowMs: 30_000,
    slackMs: options.slackMs ?? 0,
    clock,
  });
  const helpdesk = createRichpanelHelpdesk({
    outbound,
    origin: ORIGIN,
    apiKey: new Sensitive(KEY),
    botAgentId: BOT_ID,
    timeoutMs: 1_000,
    limiter,
    clock,
    metrics,
  });
  return {
    stub,
    outbound,
    helpdesk,
    limiter,
    isListed: (origin: string, path: string) => egress.isListed(origin, path),
  };
}

/** The worker over the real stores, gate, outbound, client and stub, in dev, on a virtual clock. */
export async function openWorkerFixture(options: WorkerFixtureOptions = {}) {
  const store = await openLocalStore(options.place ?? 'memory');
  const { db, clock } = store;
  const digest = createNodeDigest();
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
  const ledger = createSqliteLedger({ db, digest, describeProcess });
  const vendors = createVendors(store, { process, ledger, digest }, options);
  let ids = 0;
  const random = { next: () => 0.5, id: () => `id${String(++ids).padStart(24, '0')}` };
  const decisions: DecisionRecord[] = [];
  const duplicates: DecisionRecord[] = [];
  const deps: WorkLoopDeps = {
    ...vendors,
    process,
    ledger,
    digest,
    clock,
    random,
    logger,
    metrics: options.metrics ?? noMetrics,
    scope: { scope: options.scope ?? 'all', testChannelId: null },
    routing: routingConfigSchema.parse(readConfig('routing.json')),
    templates: templatesConfigSchema.parse(readConfig('templates.json')),
    references: createReferences(await loadReferenceKey(db, 'dev'), digest),
    classifier: createKeywordClassifier(),
    effects: createSqliteEffectStore({ db }),
    conversations: createSqliteConversationStore({ db }),
    flags: await openFlags(store),
    approvals: { isReleaseApproved: async () => false },
    queue: createSqliteJobQueue({ db, clock, random }),
    onSettled: ({ record, isFirst }) => void (isFirst ? decisions : duplicates).push(record),
  };
  const post = (ticketId: string) => {
    const deliveryId = random.id();
    const group = deps.references.ticketRef(ticketId);
    return deps.queue.enqueue({
      jobId: deliveryId,
      group,
      coalescingKey: 'ticket',
      body: formatJobBody(ticketId, deliveryId),
    });
  };
  /** Works on whatever can be claimed now, one after the other. @returns how many jobs were worked on */
  const workAll = async (): Promise<number> => {
    for (let worked = 0; ; worked += 1) {
      const claim = deps.queue.claim({ max: 1, waitMs: 0 });
      const [job] = await claim;
      if (job === undefined) return worked;
      await workOn(job, deps);
    }
  };
  const entries = async (): Promise<LedgerEntry[]> => {
    const all: LedgerEntry[] = [];
    for await (const entry of ledger.read()) all.push(entry);
    return all;
  };
  return {
    ...vendors,
    deps,
    store,
    decisions,
    duplicates,
    post,
    workAll,
    entries,
    advance: store.advance,
    setFlag: (name: FlagName, value: string) =>
      createSqliteFlags({ db, clock, environment: 'dev' }).write(name, value),
    seed: (ticket: Partial<StubTicketInput> & { readonly id: string }) =>
      void vendors.stub.addTickets([
        { channel: 'email', text: 'Could you tell me where my order is?', ...ticket },
      ]),
    journal: (ticketId: string) => vendors.stub.inspect(ticketId)?.journal ?? [],
    tags: (ticketId: string) => vendors.stub.inspect(ticketId)?.ticket.tags ?? [],
    sent: (ticketId: string) =>
      (vendors.stub.inspect(ticketId)?.journal ?? []).filter(
        (entry) => entry.kind === 'message' || entry.kind === 'comment',
      ).length,
    verify: () =>
      ledger.snapshot((view) =>
        verifyLedger(view.read(), view.heads(), { digest, nowMs: clock.now() }),
      ),
    close: async () => {
      await vendors.stub.close();
      await store.close();
    },
  };
}
