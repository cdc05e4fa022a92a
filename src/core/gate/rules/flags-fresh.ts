import {
  type FlagState,
  ROUTE_FLAG_AGE_MS,
  TALK_FLAG_AGE_MS,
  templateState,
} from '../../flags/snapshot.ts';
import type { GateContext } from '../context.ts';
import { EFFECT_FAMILIES } from '../effects.ts';
import type { Proposal } from '../proposal.ts';
import { type Finding, findingsOf, type Rule } from '../rule.ts';
import { WRITES } from './applies.ts';

const NAME = 'flags-fresh';
const FINDINGS = findingsOf(NAME, 'deny', [
  'FLAG_MISSING',
  'FLAG_INVALID',
  'FLAG_UNREADABLE',
  'FLAG_STALE',
]);

function findingFor(flag: FlagState<unknown>, nowMs: number, maxAgeMs: number): Finding | null {
  switch (flag.state) {
    case 'value': {
      const ageMs = nowMs - flag.readAtMs;
      return ageMs >= 0 && ageMs <= maxAgeMs ? null : FINDINGS.FLAG_STALE;
    }
    case 'missing':
      return FINDINGS.FLAG_MISSING;
    case 'invalid':
      return FINDINGS.FLAG_INVALID;
    case 'stale':
      return FINDINGS.FLAG_STALE;
    default:
      return FINDINGS.FLAG_UNREADABLE;
  }
}

function talkFinding(proposal: Proposal, context: GateContext): Finding | null {
  const { flags, nowMs } = context;
  const templateId = 'templateId' in proposal ? proposal.templateId : '';
  return (
    findingFor(flags.routingEnabled, nowMs, TALK_FLAG_AGE_MS) ??
    findingFor(flags.safeMode, nowMs, TALK_FLAG_AGE_MS) ??
    findingFor(flags.automationEnabled, nowMs, TALK_FLAG_AGE_MS) ??
    findingFor(flags.automationChannels, nowMs, TALK_FLAG_AGE_MS) ??
    findingFor(templateState(flags, templateId), nowMs, TALK_FLAG_AGE_MS)
  );
}

/** Every flag that the effect depends on was read, is well-formed and fresh enough (D5, I3). */
export const flagsFresh: Rule = {
  name: NAME,
  appliesTo: WRITES,
  evaluate: (proposal, context) =>
    EFFECT_FAMILIES[proposal.name] === 'ROUTE'
      ? findingFor(context.flags.routingEnabled, context.nowMs, ROUTE_FLAG_AGE_MS)
      : talkFinding(proposal, context),
};
