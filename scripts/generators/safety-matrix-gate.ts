import {
  type Identity,
  sealedIdentity,
  WITNESSES,
  type Witness,
} from '../../src/core/environment/identity.ts';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import {
  isInScope,
  resolveTicketScope,
  type ScopeProjection,
  TEST_TICKET_TAG,
  TICKET_SCOPES,
  type TicketScope,
} from '../../src/core/environment/ticket-scope.ts';
import {
  MODEL_MODES,
  RICHPANEL_MODES,
  type RichpanelMode,
  SHOPIFY_MODES,
  type VendorModes,
} from '../../src/core/environment/vendor-modes.ts';
import {
  type FlagReading,
  type FlagSnapshot,
  parseFlags,
  ROUTE_FLAG_AGE_MS,
} from '../../src/core/flags/flags.ts';
import {
  type FlagName,
  REQUIRED_FLAGS,
  type RequiredFlag,
  SAFE_VALUES,
  templateFlag,
} from '../../src/core/flags/names.ts';
import type { GateContext, ProcessFacts } from '../../src/core/gate/context.ts';
import { codesOf, compileRules, type Decision, decide } from '../../src/core/gate/decide.ts';
import { EFFECT_NAMES, type EffectName, type Proposal } from '../../src/core/gate/effects.ts';
import type { Rule } from '../../src/core/gate/rule.ts';
import { AUTOMATION_CHANNELS } from '../../src/core/tickets/ticket.ts';
import { allowingContext, allowingProposal } from '../../test/support/gate-context.ts';

/** The case in which no rule stands in the way; what the page varies is put over it. */
const BEST = allowingContext();

const raw = (text: string, ageMs = 0): FlagReading => ({
  state: 'raw',
  raw: text,
  readAtMs: BEST.nowMs - ageMs,
});

const openValue = (flag: RequiredFlag): string => String(!SAFE_VALUES[flag]);

/** One way in which a required flag can be found. `situation` is what the page distinguishes. */
export interface FlagCase {
  readonly name: string;
  readonly situation: 'safe' | 'open' | 'none';
  readonly readingOf: (flag: RequiredFlag) => FlagReading;
}

export const FLAG_CASES: readonly FlagCase[] = [
  { name: 'safe value', situation: 'safe', readingOf: (flag) => raw(String(SAFE_VALUES[flag])) },
  { name: 'open value', situation: 'open', readingOf: (flag) => raw(openValue(flag)) },
  {
    name: 'missing',
    situation: 'none',
    readingOf: () => ({ state: 'missing', readAtMs: BEST.nowMs }),
  },
  { name: 'empty', situation: 'none', readingOf: () => raw('') },
  { name: 'mistyped (`ture`)', situation: 'none', readingOf: () => raw('ture') },
  {
    name: 'unreadable',
    situation: 'none',
    readingOf: () => ({ state: 'unreadable', readAtMs: BEST.nowMs }),
  },
  {
    name: 'stale (an open value, read too long ago)',
    situation: 'none',
    readingOf: (flag) => raw(openValue(flag), ROUTE_FLAG_AGE_MS + 1),
  },
];

/** The optional flags, all open: a page about the required ones must not hide behind these. */
const OPTIONAL_OPEN: ReadonlyMap<FlagName, FlagReading> = new Map([
  ['automation_channels', raw(AUTOMATION_CHANNELS.join(','))],
  ...[...BEST.flags.templates.keys()].map((id) => [templateFlag(id), raw('true')] as const),
]);

export type FlagCases = ReadonlyMap<RequiredFlag, FlagCase>;

/** Each required flag in the case named; flags that are left out are found open. */
export function snapshotOf(cases: FlagCases): FlagSnapshot {
  const readings = REQUIRED_FLAGS.map((flag) => {
    const found = cases.get(flag);
    return [flag, found === undefined ? raw(openValue(flag)) : found.readingOf(flag)] as const;
  });
  return parseFlags(new Map<FlagName, FlagReading>([...OPTIONAL_OPEN, ...readings]));
}

/** Every combination of cases over all required flags. */
export const EVERY_FLAG_CASES: readonly FlagCases[] = REQUIRED_FLAGS.reduce<FlagCases[]>(
  (partial, flag) =>
    partial.flatMap((cases) => FLAG_CASES.map((found) => new Map([...cases, [flag, found]]))),
  [new Map()],
);

/** Every combination of vendor modes, allowed or not. */
export const EVERY_MODES: readonly VendorModes[] = RICHPANEL_MODES.flatMap((richpanel) =>
  SHOPIFY_MODES.flatMap((shopify) => MODEL_MODES.map((model) => ({ richpanel, shopify, model }))),
);

const TEST_CHANNEL = 'test-channel';

/** A ticket by what is parsed before its scope is known. */
const TEST_TICKET: ScopeProjection = { id: '1', tags: [TEST_TICKET_TAG], channelId: null };
const OTHER_TICKET: ScopeProjection = { id: '1', tags: ['vip'], channelId: 'another-channel' };

/** Every scope that a process in this mode can be given. */
function scopesOf(mode: RichpanelMode): readonly TicketScope[] {
  const given = [undefined, ...TICKET_SCOPES].map((wish) => resolveTicketScope(mode, wish));
  return TICKET_SCOPES.filter((scope) => given.includes(scope));
}

/** What a process may know of where it is. Several identities share a name and differ in the `witness`. */
export interface IdentityCase {
  readonly name: string;
  readonly witness: Witness | null;
  readonly identityIn: (environment: EnvironmentName) => Identity;
}

function identityCase(
  name: string,
  change: Partial<Identity>,
  witness: Witness | null = null,
): IdentityCase {
  const agreeing = WITNESSES.filter((each) => each !== witness);
  const identity = { ...BEST.process.identity, agreeing, ...change };
  return { name, witness, identityIn: (environment) => ({ ...identity, environment }) };
}

export const COMPLETE_ACCOUNT = identityCase('`account`, every witness agrees', {});

export const IDENTITY_CASES: readonly IdentityCase[] = [
  {
    name: '`sealed`',
    witness: null,
    identityIn: (environment) => sealedIdentity(environment, BEST.nowMs),
  },
  identityCase('`emulated`, every witness agrees', { kind: 'emulated' }),
  COMPLETE_ACCOUNT,
  ...WITNESSES.map((each) => identityCase('`account`, not heard', { silent: [each] }, each)),
  ...WITNESSES.map((each) => identityCase('`account`, disagreeing', { disagreeing: [each] }, each)),
];

/** One state, as far as the page varies it. */
interface MatrixState {
  readonly environment: EnvironmentName;
  readonly modes: VendorModes;
  readonly identity: Identity;
  readonly runMode: ProcessFacts['runMode'];
  readonly flags: FlagSnapshot;
  readonly isReleaseApproved: boolean;
  readonly isInScope: boolean;
}

/** The gate's context for one state; everything that a state does not say is as good as it can be. */
function contextOf(state: MatrixState): GateContext {
  const { environment, modes, identity, runMode, flags, isReleaseApproved, isInScope } = state;
  const process = { ...BEST.process, environment, identity, vendorModes: modes, runMode };
  const ticket = BEST.ticket === null ? null : { ...BEST.ticket, isInScope };
  return { ...BEST, process, flags, isReleaseApproved, ticket };
}

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
function scopesSeen(ticket: ScopeProjection, mode: RichpanelMode): readonly boolean[] {
  const rules = scopesOf(mode).map((scope) => ({ scope, testChannelId: TEST_CHANNEL }));
  return [...new Set(rules.map((rule) => isInScope(ticket, rule)))];
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
const BEST_STATE: MatrixState = {
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
