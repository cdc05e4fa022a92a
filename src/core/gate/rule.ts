import type { GateContext } from './context.ts';
import type { EffectName, Proposal } from './effects.ts';

export type Outcome = 'allow' | 'hold' | 'deny';

/** A rule's word against an effect. A rule that is satisfied says nothing. */
export interface Finding {
  readonly rule: string;
  readonly outcome: 'hold' | 'deny';
  readonly code: string;
}

/** One policy rule: pure, and independent of every other. */
export interface Rule {
  readonly name: string;
  readonly appliesTo: readonly EffectName[];
  /** The first reason why this rule stands in the way, or null when it does not. */
  readonly evaluate: (proposal: Proposal, context: GateContext) => Finding | null;
}

/** A rule as the policy declares it. */
export interface Declaration<C extends string> {
  readonly name: string;
  readonly appliesTo: readonly EffectName[];
  /** What must be true, in a sentence for people. */
  readonly requires: string;
  /** What the rule says when it is not true, and with which codes. */
  readonly outcome: 'hold' | 'deny';
  readonly codes: readonly C[];
  /** The code that applies, or null when the requirement is met. */
  readonly violation: (proposal: Proposal, context: GateContext) => C | null;
}

/** A rule of the policy, with the declaration that made it. */
export type PolicyRule = Rule & Omit<Declaration<string>, 'violation'>;

/** Makes a rule of its declaration. Findings are made once per rule, so that judging allocates nothing. */
export function rule<const C extends string>(declaration: Declaration<C>): PolicyRule {
  const { violation, ...declared } = declaration;
  const { name, outcome } = declaration;
  const findings = new Map<C, Finding>(
    declaration.codes.map((code) => [code, Object.freeze({ rule: name, outcome, code })]),
  );
  return {
    ...declared,
    evaluate: (proposal, context) => {
      const code = violation(proposal, context);
      if (code === null) return null;
      // A code that was not declared still stands in the way.
      return findings.get(code) ?? { rule: name, outcome, code };
    },
  };
}
