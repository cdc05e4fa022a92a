import type { FlagState } from '../../src/core/flags/flags.ts';
import type { GateContext } from '../../src/core/gate/context.ts';
import { EFFECT_NAMES, type EffectName } from '../../src/core/gate/effects.ts';
import { allowingContext } from './gate-context.ts';

/** A change of one field of the gate's context. */
export type ContextChange = (context: GateContext) => GateContext;

export const process =
  (change: Partial<GateContext['process']>): ContextChange =>
  (context) => ({
    ...context,
    process: { ...context.process, ...change },
  });
export const identity =
  (change: Partial<GateContext['process']['identity']>): ContextChange =>
  (context) =>
    process({ identity: { ...context.process.identity, ...change } })(context);
export const ticket =
  (change: Partial<NonNullable<GateContext['ticket']>>): ContextChange =>
  (context) => ({
    ...context,
    ticket: context.ticket === null ? null : { ...context.ticket, ...change },
  });
export const caps =
  (change: Partial<NonNullable<GateContext['caps']>>): ContextChange =>
  (context) => ({
    ...context,
    caps: context.caps === null ? null : { ...context.caps, ...change },
  });
export const understanding =
  (change: Partial<NonNullable<GateContext['understanding']>>): ContextChange =>
  (context) => ({
    ...context,
    understanding: context.understanding === null ? null : { ...context.understanding, ...change },
  });
export const match =
  (change: Partial<NonNullable<GateContext['match']>>): ContextChange =>
  (context) => ({
    ...context,
    match: context.match === null ? null : { ...context.match, ...change },
  });
export const flags =
  (change: Partial<GateContext['flags']>): ContextChange =>
  (context) => ({
    ...context,
    flags: { ...context.flags, ...change },
  });
export const template = (state: FlagState<boolean>): ContextChange =>
  flags({ templates: new Map([['t_order_eta_no_tracking_verified', state] as const]) });
export const NOW_MS = allowingContext().nowMs;
export const is = <T>(value: T, ageMs = 0) =>
  ({ state: 'value', value, readAtMs: NOW_MS - ageMs }) as const;
export const without = (state: 'missing' | 'invalid' | 'unreadable' | 'stale') =>
  ({ state, readAtMs: NOW_MS }) as const;

/** One field changed in the context that allows everything, and the one finding that it must lead to. */
export interface RuleCase {
  readonly rule: string;
  readonly code: string;
  readonly outcome: 'hold' | 'deny';
  readonly effects: readonly EffectName[];
  readonly because: string;
  readonly context?: ContextChange;
  readonly proposal?: Readonly<Record<string, unknown>>;
}

export const TALK: readonly EffectName[] = ['reply.send', 'comment.add'];
export const VISIBLE: readonly EffectName[] = [...TALK, 'ticket.close'];
export const ROUTE: readonly EffectName[] = ['tags.add', 'tags.remove'];
export const WRITES: readonly EffectName[] = [...ROUTE, ...VISIBLE];
export const MODEL: readonly EffectName[] = ['model.classify', 'model.verify', 'model.rewrite'];
export const SHOP: readonly EffectName[] = ['shop.order.read', 'shop.app.read'];
export const OPERATE = EFFECT_NAMES.filter((name) =>
  [
    'flags.write',
    'flags.report',
    'queue.redrive',
    'hold.release',
    'ladder.write',
    'account.init',
    'secrets.fingerprint',
    'workspace.register',
  ].includes(name),
);
export const OUTSIDE = EFFECT_NAMES.filter((name) => !OPERATE.includes(name));
