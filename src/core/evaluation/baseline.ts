import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { INTENT_IDS, TIER_ZERO_INTENTS } from '../intents/taxonomy.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import type { Digest } from '../runtime/platform.ts';
import { messageIdSchema, shownSchema } from './dataset.ts';
import { type Decision, decisionSchema, sortById } from './decisions.ts';
import { METRIC_NAMES, type Metrics } from './metrics.ts';
import { rateSchema } from './scores.ts';

/** Six words; anything else was written by hand, and `decode` would make something up. */
const DECISION_LINE = /^\S+ (?:-|[01](?:\.\d+)?) \S+ \S+ \S+ \S+$/;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What was accepted last, with who ran and why it was accepted: evals/baseline.json. No time and no machine stands in
 * it, so the same router on the same messages gives the same bytes.
 */
export const baselineSchema = z.strictObject({
  kind: z.literal('evaluation-baseline'),
  schemaVersion: z.literal(1),
  reason: z.string().min(1).max(300),
  classifier: shownSchema,
  dataset: z.strictObject({ digest: sha256, messages: z.int() }),
  rates: z.record(z.enum(METRIC_NAMES), rateSchema),
  intents: z.record(z.enum(INTENT_IDS), z.strictObject({ support: z.int(), f1: z.number() })),
  /** By message id: intents joined by `+`, then confidence, tier, band, whether it abstained, Tier 0 intents. */
  decisions: z.record(messageIdSchema, shownSchema.regex(DECISION_LINE)),
});

export type Baseline = z.infer<typeof baselineSchema>;

interface BaselineFacts {
  readonly reason: string;
  readonly classifier: string;
  readonly dataset: { readonly digest: string; readonly messages: number };
  readonly metrics: Metrics;
  readonly decisions: readonly Decision[];
}

/** One decision on one line, so that a change of it is one line of a diff. */
function encode(decision: Decision): string {
  const { intent, secondary, confidence, tier, band, abstained, tier0 } = decision;
  const fields = [confidence === null ? '-' : String(confidence), tier, band, abstained, tier0];
  return [[intent, secondary].filter(Boolean).join('+'), ...fields.map((one) => one || '-')].join(
    ' ',
  );
}

function decode(id: string, line: string): Decision {
  const parts = line.split(' ').map((part) => (part === '-' ? '' : part));
  const [intents = '', confidence = '', tier = '', band = '', abstained = '', tier0 = ''] = parts;
  const [intent = '', ...secondary] = intents.split('+');
  return decisionSchema.parse({
    id,
    intent,
    secondary: secondary.join('+'),
    confidence: confidence === '' ? null : Number(confidence),
    tier0,
    tier,
    abstained,
    band,
  });
}

export function createBaseline(facts: BaselineFacts): Baseline {
  const { reason, classifier, dataset, metrics, decisions } = facts;
  const scores = metrics.intents.map(
    ({ intent, support, f1 }) => [intent, { support, f1: f1.value ?? 0 }] as const,
  );
  return baselineSchema.parse({
    kind: 'evaluation-baseline',
    schemaVersion: 1,
    reason,
    classifier,
    dataset,
    rates: metrics.rates,
    intents: Object.fromEntries(scores),
    decisions: Object.fromEntries(sortById(decisions).map((one) => [one.id, encode(one)])),
  });
}

/** The decisions of a baseline, sorted by id. */
export function decisionsOf(baseline: Baseline): readonly Decision[] {
  return sortById(Object.entries(baseline.decisions).map(([id, line]) => decode(id, line)));
}

const pins = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

/**
 * What the last accepted evaluation was made of, by SHA-256: evals/lock.json (R8.1). A change of any of it without a
 * fresh evaluation fails. `prompts` is empty as long as no model is asked. The runtime and the libraries are not pinned.
 */
export const lockSchema = z.strictObject({
  kind: z.literal('evaluation-lock'),
  schemaVersion: z.literal(1),
  /** Routing with its thresholds, templates, intents, and which classifier; independent of layout and key order. */
  settings: pins,
  /** Prompts of models, by file. */
  prompts: pins,
  /** The messages and their labels, by file. */
  golden: pins,
  /** The sources of what decides, from cleaning to the gate, and of what measures it. */
  router: pins,
  /** The baseline itself, so that it is not edited by hand. */
  baseline: pins,
});

export type Lock = z.infer<typeof lockSchema>;

const PARTS = ['settings', 'prompts', 'golden', 'router', 'baseline'] as const;

/** The content of the pinned files by name, part by part. */
export type LockedFiles = Readonly<
  Record<Exclude<(typeof PARTS)[number], 'settings'>, ReadonlyMap<string, string>>
>;

/** The settings that decide. */
export interface LockedSettings {
  readonly routing: RoutingConfig;
  readonly templates: TemplatesConfig;
  readonly classifier: string;
}

/** A pin that is not what it was. */
export interface LockChange {
  /** The file, or the setting. */
  readonly pin: string;
  readonly change: 'changed' | 'is new' | 'is gone';
}

function pinAll(files: ReadonlyMap<string, string>, digest: Digest): Record<string, string> {
  const names = [...files.keys()].toSorted();
  // A checkout may have turned line ends; no line end decides anything.
  const textOf = (name: string) => (files.get(name) ?? '').replaceAll('\r\n', '\n');
  return Object.fromEntries(names.map((name) => [name, digest.sha256(textOf(name))]));
}

function pinValue(value: unknown, digest: Digest): string {
  return digest.sha256(canonicalize(value) ?? '');
}

/** Pins everything that an evaluation depends on. */
export function createLock(settings: LockedSettings, files: LockedFiles, digest: Digest): Lock {
  // Where the schema stands says nothing about what is set.
  const { $schema: _routing, ...routing } = settings.routing;
  const { $schema: _templates, ...templates } = settings.templates;
  return {
    kind: 'evaluation-lock',
    schemaVersion: 1,
    settings: {
      'config/routing.json': pinValue(routing, digest),
      'config/templates.json': pinValue(templates, digest),
      taxonomy: pinValue([INTENT_IDS, TIER_ZERO_INTENTS], digest),
      classifier: pinValue(settings.classifier, digest),
    },
    prompts: pinAll(files.prompts, digest),
    golden: pinAll(files.golden, digest),
    router: pinAll(files.router, digest),
    baseline: pinAll(files.baseline, digest),
  };
}

/** The same lock, with another baseline. */
export function withBaseline(lock: Lock, files: LockedFiles['baseline'], digest: Digest): Lock {
  return { ...lock, baseline: pinAll(files, digest) };
}

/** Everything that is not what it was when the lock was written, by name. */
export function lockChanges(locked: Lock, now: Lock): readonly LockChange[] {
  return PARTS.flatMap((part) => {
    const [olds, news] = [
      new Map(Object.entries(locked[part])),
      new Map(Object.entries(now[part])),
    ];
    const names = [...new Set([...olds.keys(), ...news.keys()])].toSorted();
    return names.flatMap((pin): readonly LockChange[] => {
      if (olds.get(pin) === news.get(pin)) return [];
      if (!olds.has(pin)) return [{ pin, change: 'is new' }];
      return [{ pin, change: news.has(pin) ? 'changed' : 'is gone' }];
    });
  });
}
