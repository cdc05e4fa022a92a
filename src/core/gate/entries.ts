import type { EnvironmentName } from '../environment/names.ts';
import type { GateContext, ProcessFacts } from './context.ts';
import { codesOf, type Decision } from './decide.ts';
import { type EffectName, vendorOf } from './effects.ts';
import { type NewLedgerEntry, OPERATOR_CHAIN, PROCESS_CHAIN } from './ledger-entry.ts';
import { POLICY_VERSION } from './policy.ts';
import type { Proposal } from './proposal.ts';

const DAY_MS = 86_400_000;

/** The ledger is kept 60 days, in prod 365 (docs/decisions/0003-embedded-store.md). */
export function ledgerRetentionMs(environment: EnvironmentName): number {
  return (environment === 'prod' ? 365 : 60) * DAY_MS;
}

function vendorModeOf(effect: EffectName, process: ProcessFacts): string {
  const vendor = vendorOf(effect);
  return vendor === null ? 'none' : process.vendorModes[vendor];
}

interface EntryFacts {
  readonly kind: NewLedgerEntry['kind'];
  readonly effect: EffectName;
  readonly ticketRef: string | null;
  readonly outcome: NewLedgerEntry['outcome'];
  readonly codes: readonly string[];
  readonly requestHash: string | null;
  readonly detail?: NewLedgerEntry['detail'];
}

/** Fills in what every entry holds about the process. */
export function ledgerEntry(
  facts: EntryFacts,
  process: ProcessFacts,
  nowMs: number,
): NewLedgerEntry {
  const emptyChain = vendorOf(facts.effect) === null ? OPERATOR_CHAIN : PROCESS_CHAIN;
  return {
    schemaVersion: 1,
    chain: facts.ticketRef ?? emptyChain,
    kind: facts.kind,
    atMs: nowMs,
    environment: process.environment,
    identityKind: process.identity.kind,
    vendorMode: vendorModeOf(facts.effect, process),
    runMode: process.runMode,
    ticketRef: facts.ticketRef,
    effect: facts.effect,
    outcome: facts.outcome,
    codes: [...facts.codes],
    requestHash: facts.requestHash,
    policyVersion: POLICY_VERSION,
    releaseDigest: process.releaseDigest,
    registryDigest: process.registryDigest,
    detail: facts.detail ?? null,
    expiresAtMs: nowMs + ledgerRetentionMs(process.environment),
  };
}

/** The entry that must be durable before a Permit exists. */
export function decisionEntry(
  proposal: Proposal,
  decision: Decision,
  requestHash: string | null,
  context: GateContext,
): NewLedgerEntry {
  const facts: EntryFacts = {
    kind: 'decision',
    effect: proposal.name,
    ticketRef: proposal.ticketRef,
    outcome: decision.outcome,
    codes: codesOf(decision),
    requestHash,
  };
  return ledgerEntry(facts, context.process, context.nowMs);
}
