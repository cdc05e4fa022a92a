import { z } from 'zod';
import { IDENTITY_KINDS } from '../environment/identity.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import type { GateContext, ProcessFacts } from './context.ts';
import { codesOf, type Decision } from './decide.ts';
import { type EffectName, type Proposal, vendorOf } from './effects.ts';
import { POLICY_VERSION } from './policy.ts';

/** Chains that are about no ticket. */
export const OPERATOR_CHAIN = 'operator';

export const CHECKPOINT_CHAIN = 'checkpoint';

const PROCESS_CHAIN = 'process';

/**
 * What an entry is about: `decision` the gate's word, `attempt` what came of a request that was sent, `refusal` a
 * request that `outbound` would not send, `operator` a person's act, `checkpoint` the hourly digest over all heads.
 */
const LEDGER_KINDS = ['decision', 'attempt', 'refusal', 'operator', 'checkpoint'] as const;

const codeSchema = z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/);

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Facts of a flag write or a checkpoint: closed, short and never about a customer. */
const detailSchema = z.strictObject({
  actor: z.string().max(64).optional(),
  reason: z.string().max(200).optional(),
  flag: z.string().max(128).optional(),
  before: z.string().max(64).optional(),
  after: z.string().max(64).optional(),
  heads: z.int().optional(),
  headsDigest: hashSchema.optional(),
});

const entryFields = {
  schemaVersion: z.literal(1),
  chain: z.string().regex(/^[a-z0-9_-]{1,64}$/),
  kind: z.enum(LEDGER_KINDS),
  atMs: z.int().nonnegative(),
  environment: z.enum(ENVIRONMENT_NAMES),
  identityKind: z.enum(IDENTITY_KINDS),
  /** The mode of the vendor concerned, or `none` for an operator's act. */
  vendorMode: z.string().max(32),
  runMode: z.enum(['live', 'shadow']),
  ticketRef: z.string().max(64).nullable(),
  effect: z.string().max(32),
  outcome: z.enum([
    'allow',
    'hold',
    'deny',
    'accepted',
    'confirmed',
    'unsent',
    'unknown',
    'refused',
    'done',
  ]),
  codes: z.array(codeSchema).max(32),
  requestHash: hashSchema.nullable(),
  policyVersion: z.string().max(64),
  releaseDigest: hashSchema,
  registryDigest: hashSchema,
  detail: detailSchema.nullable(),
  expiresAtMs: z.int().nonnegative(),
} as const;

export const newLedgerEntrySchema = z.strictObject(entryFields);

export const ledgerEntrySchema = z.strictObject({
  ...entryFields,
  /** Position in the chain, from 1. */
  seq: z.int().positive(),
  /** Hash of the entry before it in the chain; 64 zeros for the first. */
  previousHash: hashSchema,
  /** SHA-256 over every other field in a fixed order. */
  hash: hashSchema,
});

export type NewLedgerEntry = z.infer<typeof newLedgerEntrySchema>;

export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** The newest entry of one chain, kept beside it so that a cut end shows. */
export interface LedgerHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly atMs: number;
}

/**
 * The record of every decision and every attempt, hash-chained per ticket. An entry and its chain's head row are
 * written in one transaction, and are durable when `append` resolves.
 */
export interface Ledger {
  append(entry: NewLedgerEntry): Promise<LedgerEntry>;
  /**
   * Writes the hourly checkpoint, count and digest over the heads of all chains that grew since the last one, if an
   * hour has passed since then. Over all heads it could not be recomputed once anything has expired.
   */
  checkpointIfDue(nowMs: number): Promise<LedgerEntry | null>;
  /** Entries of one chain, or of all chains ordered by chain and sequence. */
  read(chain?: string): AsyncIterable<LedgerEntry>;
  heads(): AsyncIterable<LedgerHead>;
  count(): Promise<number>;
}

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
