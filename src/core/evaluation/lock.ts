import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { INTENT_IDS, TIER_ZERO_INTENTS } from '../intents/taxonomy.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import type { Digest } from '../runtime/digest.ts';

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
