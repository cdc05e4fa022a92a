import { z } from 'zod';
import { REQUIRED_FLAGS } from '../flags/names.ts';
import { effectiveValue, parseFlags } from '../flags/snapshot.ts';
import { type Ledger, type LedgerEntry, ledgerEntry, OPERATOR_CHAIN } from '../gate/ledger.ts';

import type { WorkerDeps } from './deps.ts';

/** A job that asks a worker which flags it sees; it calls no vendor (D17). */
const probeBodySchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('probe'),
  probeId: z.string().regex(/^[a-z0-9]{1,64}$/),
});

const FLAGS_SEEN = 'FLAGS_SEEN';

/** The group of a probe, its own: no ticket stands before it there, and urgent it overtakes the other groups. */
export function probeGroup(probeId: string): string {
  return `probe-${probeId}`;
}

export function formatProbeBody(probeId: string): string {
  return JSON.stringify({ schemaVersion: 1, kind: 'probe', probeId });
}

/** The id of a probe, or null when the body is that of another job. */
export function parseProbeBody(body: string): string | null {
  if (!body.includes('"probe"')) return null;
  try {
    const parsed = probeBodySchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.probeId : null;
  } catch {
    return null;
  }
}

/** The values in force, as a worker reports them: `safe_mode=true,automation_enabled=false,…`. */
export function describeFlags(values: Readonly<Record<string, boolean>>): string {
  return REQUIRED_FLAGS.map((name) => `${name.split('_')[0]}=${values[name] ?? 'unknown'}`).join(
    ',',
  );
}

/** Reads the flags as an effect would and writes down what was seen. */
export async function answerProbe(probeId: string, deps: WorkerDeps): Promise<void> {
  const flags = parseFlags(await deps.flags.read(REQUIRED_FLAGS));
  const values = Object.fromEntries(
    REQUIRED_FLAGS.map((name) => [name, effectiveValue(flags, name)]),
  );
  const facts = {
    kind: 'operator',
    effect: 'flags.report',
    ticketRef: null,
    outcome: 'confirmed',
    codes: [FLAGS_SEEN],
    requestHash: null,
    detail: { reason: probeId, after: describeFlags(values) },
  } as const;
  await deps.ledger.append(ledgerEntry(facts, deps.process, deps.clock.now()));
}

function isAnswer(entry: LedgerEntry, probeId: string): boolean {
  return entry.codes.includes(FLAGS_SEEN) && entry.detail?.reason === probeId;
}

/** What a worker reported for this probe, or null when none has yet. */
export async function findProbeAnswer(probeId: string, ledger: Ledger): Promise<string | null> {
  for await (const entry of ledger.read(OPERATOR_CHAIN)) {
    if (isAnswer(entry, probeId)) return entry.detail?.after ?? null;
  }
  return null;
}
