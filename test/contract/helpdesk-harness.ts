import { createNodeDigest } from '../../src/adapters/node/platform.ts';
import { createEgressList, type EgressEntry } from '../../src/adapters/outbound/egress.ts';
import { createHttpTransport } from '../../src/adapters/outbound/http-transport.ts';
import { createOutbound, type Outbound } from '../../src/adapters/outbound/outbound.ts';
import type { Transport } from '../../src/adapters/outbound/transport.ts';
import {
  createRichpanelHelpdesk,
  type RichpanelHelpdeskDeps,
} from '../../src/adapters/richpanel/client.ts';
import type { OutsideEffectName, PreparedRequest, Proposal } from '../../src/core/gate/effects.ts';
import type { Ledger, NewLedgerEntry } from '../../src/core/gate/ledger.ts';
import { authorize, type Permit } from '../../src/core/gate/permit.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import type { Helpdesk } from '../../src/core/vendors/helpdesk.ts';
import { allowingContext, allowingProposal } from '../support/gate-context.ts';
import type { HelpdeskFixture, HelpdeskHarness } from './helpdesk.contract.ts';

/** Remembers what was appended, and nothing else. */
export function createRememberingLedger(): { ledger: Ledger; entries: readonly NewLedgerEntry[] } {
  const entries: NewLedgerEntry[] = [];
  const nothing = async function* () {
    yield* [];
  };
  return {
    entries,
    ledger: {
      append: async (entry) => {
        entries.push(entry);
        return {
          ...entry,
          seq: entries.length,
          previousHash: '0'.repeat(64),
          hash: '0'.repeat(64),
        };
      },
      checkpointIfDue: async () => null,
      read: nothing,
      heads: nothing,
      count: async () => entries.length,
    },
  };
}

/** Earns Permits the only way there is, in the context in which every rule allows; its environment is `prod`. */
export function createPermitSource(ledger: Ledger, now: () => number) {
  const digest = createNodeDigest();
  return async <E extends OutsideEffectName>(request: PreparedRequest<E>): Promise<Permit<E>> => {
    // `allowingProposal` keeps the name it is given; its type is the whole union.
    const proposal = allowingProposal(request.effect) as Proposal & { readonly name: E };
    const result = await authorize(proposal, request, allowingContext(), { ledger, digest, now });
    if (result.outcome !== 'allow') {
      throw new Error(`not allowed: ${JSON.stringify(result.decision.findings)}`);
    }
    return result.permit;
  };
}

/** What a test may put in place of the real client: the parts to build it from, and the way round `outbound`. */
export interface HelpdeskParts {
  readonly deps: RichpanelHelpdeskDeps;
  readonly transport: Transport;
}

export interface HarnessOptions {
  /** Where the vendor's fixture listens. */
  readonly origin: string;
  readonly apiKey: string;
  readonly botAgentId: string;
  readonly fixture: HelpdeskFixture;
  readonly timeoutMs: number;
  readonly makeHelpdesk?: (parts: HelpdeskParts) => Helpdesk;
}

const SILENT_METRICS = { count: () => undefined, timing: () => undefined };
const SILENT_LOGGER = { log: () => undefined, child: () => SILENT_LOGGER };

/** The one outbound of a harness: a clock that stands still, nothing logged or counted. */
export function createHarnessOutbound(
  entries: readonly EgressEntry[],
  ledger: Ledger,
  transport: Transport,
): Outbound {
  const { process, nowMs } = allowingContext();
  return createOutbound({
    egress: createEgressList(entries),
    transport,
    digest: createNodeDigest(),
    clock: { now: () => nowMs, sleep: async () => undefined, defer: (task) => task() },
    ledger,
    process,
    metrics: SILENT_METRICS,
    logger: SILENT_LOGGER,
  });
}

/** The Richpanel client over real HTTP to a fixture on loopback, as a harness of the contract suite. */
export function createHelpdeskHarness(options: HarnessOptions): HelpdeskHarness {
  const { origin, botAgentId, fixture } = options;
  const { nowMs } = allowingContext();
  const { ledger } = createRememberingLedger();
  const transport = createHttpTransport();
  const egress: EgressEntry[] = [{ origin, pathPrefix: ['v1'], kind: 'vendor' }];
  const pauses: number[] = [];
  const deps: RichpanelHelpdeskDeps = {
    outbound: createHarnessOutbound(egress, ledger, transport),
    origin,
    apiKey: new Sensitive(options.apiKey),
    botAgentId,
    timeoutMs: options.timeoutMs,
    limiter: { take: async () => ({ outcome: 'granted' }), pause: (ms) => pauses.push(ms) },
    clock: { now: () => nowMs },
    metrics: SILENT_METRICS,
  };
  const makeHelpdesk =
    options.makeHelpdesk ?? (({ deps: parts }) => createRichpanelHelpdesk(parts));
  return {
    helpdesk: makeHelpdesk({ deps, transport }),
    fixture,
    botAgentId,
    permitFor: createPermitSource(ledger, () => nowMs),
    pauses: () => pauses,
    dispose: async () => {
      transport.close();
      await fixture.stop();
    },
  };
}
