import type { GateContext } from './context.ts';
import { EFFECT_NAMES, type EffectName, type Proposal } from './effects.ts';
import { POLICY_VERSION, RULES } from './policy.ts';
import type { Finding, Outcome, Rule } from './rule.ts';

/** The gate's word on one effect, with every rule that stands in the way. */
export interface Decision {
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly policyVersion: string;
}

const ALLOW: Decision = Object.freeze({
  outcome: 'allow',
  findings: Object.freeze([]),
  policyVersion: POLICY_VERSION,
});

function gateFinding(outcome: 'hold' | 'deny', code: string): Finding {
  return Object.freeze({ rule: 'gate', outcome, code });
}

const EFFECT_UNKNOWN = gateFinding('deny', 'EFFECT_UNKNOWN');
const NO_RULE_APPLIES = gateFinding('deny', 'NO_RULE_APPLIES');

/** Rules grouped by the effect they apply to. An effect without any rule is denied. */
export type RuleBook = ReadonlyMap<string, readonly Rule[]>;

/** Groups rules once, so that judging an effect touches only the rules that apply to it. */
export function compileRules(rules: readonly Rule[]): RuleBook {
  const byEffect = (effect: EffectName) => rules.filter((rule) => rule.appliesTo.includes(effect));
  return new Map(EFFECT_NAMES.map((effect) => [effect, byEffect(effect)]));
}

const RULE_BOOK = compileRules(RULES);

function judge(rule: Rule, proposal: Proposal, context: GateContext): Finding | null {
  try {
    return rule.evaluate(proposal, context);
  } catch {
    return { rule: rule.name, outcome: 'hold', code: 'RULE_THREW' };
  }
}

function refuse(findings: readonly Finding[]): Decision {
  const isDenied = findings.some((finding) => finding.outcome === 'deny');
  return { outcome: isDenied ? 'deny' : 'hold', findings, policyVersion: POLICY_VERSION };
}

/**
 * Judges one effect against every rule that applies to it. Deny beats hold beats allow; the order of the rules never
 * matters. Pure and total: an unknown effect or an empty rule set is denied, a rule that throws holds (I7).
 */
export function decide(
  proposal: Proposal,
  context: GateContext,
  book: RuleBook = RULE_BOOK,
): Decision {
  const rules = book.get(proposal.name);
  if (rules === undefined) return refuse([EFFECT_UNKNOWN]);
  if (rules.length === 0) return refuse([NO_RULE_APPLIES]);
  let findings: Finding[] | null = null;
  for (const rule of rules) {
    const finding = judge(rule, proposal, context);
    if (finding === null) continue;
    if (findings === null) findings = [finding];
    else findings.push(finding);
  }
  return findings === null ? ALLOW : refuse(findings);
}

/** The codes of a decision, in the order of its findings. */
export function codesOf(decision: Decision): string[] {
  return decision.findings.map((finding) => finding.code);
}
