import type { GateContext } from './context.ts';
import type { EffectName } from './effects.ts';
import type { Proposal } from './proposal.ts';

export type Outcome = 'allow' | 'hold' | 'deny';

/** A rule's word against an effect. A rule that is satisfied says nothing. */
export interface Finding {
  readonly rule: string;
  readonly outcome: 'hold' | 'deny';
  readonly code: string;
}

/**
 * One policy rule: pure, and independent of every other. Findings are constants made once per rule, so judging
 * allocates nothing.
 */
export interface Rule {
  readonly name: string;
  readonly appliesTo: readonly EffectName[];
  /** The first reason why this rule stands in the way, or null when it does not. */
  readonly evaluate: (proposal: Proposal, context: GateContext) => Finding | null;
}

/** Makes the findings of a rule, by code. */
export function findingsOf<const C extends string>(
  rule: string,
  outcome: 'hold' | 'deny',
  codes: readonly C[],
): { readonly [K in C]: Finding } {
  const findings: Partial<Record<C, Finding>> = {};
  for (const code of codes) findings[code] = Object.freeze({ rule, outcome, code });
  // Every code of C was filled in by the loop; the type system cannot follow that.
  return Object.freeze(findings) as { readonly [K in C]: Finding };
}
