import { isInScope } from '../../src/core/environment/ticket-scope.ts';
import { RICHPANEL_MODES, type RichpanelMode } from '../../src/core/environment/vendor-modes.ts';
import type { GateContext } from '../../src/core/gate/context.ts';
import { codesOf, compileRules, type Decision, decide } from '../../src/core/gate/decide.ts';
import { EFFECT_NAMES, type EffectName } from '../../src/core/gate/effects.ts';
import type { Proposal } from '../../src/core/gate/proposal.ts';
import type { Rule } from '../../src/core/gate/rule.ts';
import { allowingProposal } from '../../test/support/gate-context.ts';
import {
  COMPLETE_ACCOUNT,
  contextOf,
  FLAG_CASES,
  type MatrixState,
  OTHER_TICKET,
  scopesOf,
  snapshotOf,
  TEST_CHANNEL,
  TEST_TICKET,
  type TicketCase,
} from './safety-matrix-states.ts';

/** Stands for every code by which a flag without a usable value refuses. */
export const ANY_FLAG_CODE = 'FLAG_*';

/** The tickets on which an effect is allowed; `test` means test tickets alone. */
export type AllowedOn = 'all' | 'test' | 'none';

function ticketsOf(onTest: boolean, onOther: boolean): AllowedOn {
  if (onOther) return 'all';
  return onTest ? 'test' : 'none';
}

/** What the gate says to one effect: on which tickets, and if on none, the codes that every ticket meets. */
export interface Answer {
  readonly tickets: AllowedOn;
  readonly codes: ReadonlySet<string>;
}

/** What one state of the flags and of the process is, before a ticket comes. */
export type Unscoped = Omit<MatrixState, 'isInScope'>;

/** The real gate, with a counter. */
export interface Gate {
  readonly rules: readonly Rule[];
  readonly decide: (proposal: Proposal, state: MatrixState) => Decision;
  /**
   * One answer per effect, in their order, over every ticket and every ticket scope that the state's helpdesk mode
   * can have. Equal answers are the same object.
   */
  readonly answers: (effects: readonly EffectName[], state: Unscoped) => readonly Answer[];
  /** The same without the codes: much faster where nearly everything is refused. */
  readonly tickets: (effects: readonly EffectName[], state: Unscoped) => readonly AllowedOn[];
  readonly countDecisions: () => number;
}

export function intersect(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first, ...others] = sets;
  return new Set([...(first ?? [])].filter((each) => others.every((other) => other.has(each))));
}

const PROPOSALS = new Map(EFFECT_NAMES.map((effect) => [effect, allowingProposal(effect)]));
const proposalOf = (effect: EffectName) => PROPOSALS.get(effect) ?? allowingProposal(effect);

/** In which ways a ticket of that kind stands to the scope, over every scope of the mode: inside, outside or both. */
function scopesSeen(ticket: TicketCase, mode: RichpanelMode): readonly boolean[] {
  const rules = scopesOf(mode).map((scope) => ({ scope, testChannelId: TEST_CHANNEL }));
  return [...new Set(rules.map((rule) => isInScope(ticket.projection, rule)))];
}

const SCOPES_SEEN = new Map(
  RICHPANEL_MODES.map((mode) => {
    const [test, other] = [scopesSeen(TEST_TICKET, mode), scopesSeen(OTHER_TICKET, mode)];
    return [mode, { test, other, either: [...new Set([...test, ...other])] }] as const;
  }),
);

/** Over a million states there are a few dozen answers: keeping each once saves most of the time. */
function createAnswers(): (tickets: AllowedOn, found: readonly Decision[]) => Answer {
  const known = new Map<string, Answer>();
  return (tickets, found) => {
    const lists = tickets === 'none' ? found.map(codesOf) : [];
    const key = `${tickets} ${lists.join(' ')}`;
    const answer = known.get(key) ?? {
      tickets,
      codes: intersect(lists.map((codes) => new Set(codes))),
    };
    known.set(key, answer);
    return answer;
  };
}

/** Judges with the rules given; the page is about `RULES`, and a test takes one away to see the page change. */
export function createGate(rules: readonly Rule[]): Gate {
  const book = compileRules(rules);
  const toAnswer = createAnswers();
  let decisions = 0;
  const judge = (proposal: Proposal, context: GateContext) => {
    decisions += 1;
    return decide(proposal, context, book);
  };
  const judgeAll = (effects: readonly EffectName[], state: Unscoped) => {
    const seen = SCOPES_SEEN.get(state.modes.richpanel) ?? { test: [], other: [], either: [] };
    const contexts = seen.either.map((isInside) => contextOf({ ...state, isInScope: isInside }));
    return effects.map((effect) => {
      const found = contexts.map((context) => judge(proposalOf(effect), context));
      const isAllowed = (scopes: readonly boolean[]) =>
        scopes.some((isInside) => found[seen.either.indexOf(isInside)]?.outcome === 'allow');
      return { found, tickets: ticketsOf(isAllowed(seen.test), isAllowed(seen.other)) };
    });
  };
  return {
    rules,
    decide: (proposal, state) => judge(proposal, contextOf(state)),
    answers: (effects, state) =>
      judgeAll(effects, state).map(({ tickets, found }) => toAnswer(tickets, found)),
    tickets: (effects, state) => judgeAll(effects, state).map(({ tickets }) => tickets),
    countDecisions: () => decisions,
  };
}

/** Everything is as it should be, in the only environment with a live helpdesk. */
export const BEST_STATE: MatrixState = {
  environment: 'prod',
  modes: { richpanel: 'live', shopify: 'live-read', model: 'live' },
  identity: COMPLETE_ACCOUNT.identityIn('prod'),
  runMode: 'live',
  flags: snapshotOf(new Map()),
  isReleaseApproved: true,
  isInScope: true,
};

/** The codes by which routing is refused when its flag has no usable value, in every way there is. */
export function noValueCodes(gate: Gate): ReadonlySet<string> {
  const cases = FLAG_CASES.filter((found) => found.situation === 'none');
  const decisions = cases.map((found) => {
    const flags = snapshotOf(new Map([['routing_enabled', found]]));
    return gate.decide(allowingProposal('tags.add'), { ...BEST_STATE, flags });
  });
  return new Set(decisions.flatMap(codesOf));
}
