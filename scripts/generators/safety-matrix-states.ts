import {
  type Identity,
  sealedIdentity,
  WITNESSES,
  type Witness,
} from '../../src/core/environment/identity.ts';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import {
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
  type FlagName,
  REQUIRED_FLAGS,
  type RequiredFlag,
  SAFE_VALUES,
  templateFlag,
} from '../../src/core/flags/names.ts';
import {
  type FlagReading,
  type FlagSnapshot,
  parseFlags,
  ROUTE_FLAG_AGE_MS,
} from '../../src/core/flags/snapshot.ts';
import type { GateContext, ProcessFacts } from '../../src/core/gate/context.ts';
import { AUTOMATION_CHANNELS } from '../../src/core/tickets/ticket.ts';
import { allowingContext } from '../../test/support/gate-context.ts';

/** The case in which no rule stands in the way; what the page varies is put over it. */
const BEST = allowingContext();

export const raw = (text: string, ageMs = 0): FlagReading => ({
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
export const OPTIONAL_OPEN: ReadonlyMap<FlagName, FlagReading> = new Map([
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

export const TEST_CHANNEL = 'test-channel';

/** One kind of ticket, by what may be looked at before its scope is known. */
export interface TicketCase {
  readonly name: string;
  readonly isTest: boolean;
  readonly projection: ScopeProjection;
}

const ticketCase = (
  name: string,
  isTest: boolean,
  tags: readonly string[],
  channelId: string | null,
): TicketCase => ({ name, isTest, projection: { id: '1', tags, channelId } });

export const TEST_TICKET = ticketCase(
  `tagged \`${TEST_TICKET_TAG}\``,
  true,
  [TEST_TICKET_TAG],
  null,
);
export const OTHER_TICKET = ticketCase('any other', false, ['vip'], 'another-channel');
export const TICKET_CASES: readonly TicketCase[] = [
  TEST_TICKET,
  ticketCase('from the configured test channel', true, [], TEST_CHANNEL),
  ticketCase(
    `tagged \`${TEST_TICKET_TAG.toUpperCase()}\``,
    false,
    [TEST_TICKET_TAG.toUpperCase()],
    null,
  ),
  ticketCase(`tagged \`${TEST_TICKET_TAG}-2\``, false, [`${TEST_TICKET_TAG}-2`], null),
  OTHER_TICKET,
];

/** Every scope that a process in this mode can be given. */
export function scopesOf(mode: RichpanelMode): readonly TicketScope[] {
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
export interface MatrixState {
  readonly environment: EnvironmentName;
  readonly modes: VendorModes;
  readonly identity: Identity;
  readonly runMode: ProcessFacts['runMode'];
  readonly flags: FlagSnapshot;
  readonly isReleaseApproved: boolean;
  readonly isInScope: boolean;
}

/** The gate's context for one state; everything that a state does not say is as good as it can be. */
export function contextOf(state: MatrixState): GateContext {
  const { environment, modes, identity, runMode, flags, isReleaseApproved, isInScope } = state;
  const process = { ...BEST.process, environment, identity, vendorModes: modes, runMode };
  const ticket = BEST.ticket === null ? null : { ...BEST.ticket, isInScope };
  return { ...BEST, process, flags, isReleaseApproved, ticket };
}
