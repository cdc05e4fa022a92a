import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import {
  ALLOWED_MODES,
  isModeAllowed,
  isSealedMode,
  type RichpanelMode,
  type Vendor,
  type VendorModes,
} from '../../src/core/environment/vendor-modes.ts';
import {
  INITIAL_FLAGS,
  REQUIRED_FLAGS,
  type RequiredFlag,
  SAFE_VALUES,
} from '../../src/core/flags/names.ts';
import { EFFECT_NAMES, type EffectName, vendorOf } from '../../src/core/gate/effects.ts';
import {
  ANY_FLAG_CODE,
  type Answer,
  COMPLETE_ACCOUNT,
  EVERY_FLAG_CASES,
  EVERY_MODES,
  type FlagCases,
  type Gate,
  intersect,
  noValueCodes,
  snapshotOf,
} from './safety-matrix-gate.ts';
import { type Axis, code, codes, section, table } from './safety-matrix-markdown.ts';

/** One effect, reached through its vendor in one mode. */
interface Column {
  readonly effect: EffectName;
  readonly vendor: Vendor;
  readonly mode: string;
}

/** One helpdesk mode of one environment, and what every column gets there in every state of the flags. */
export interface Place {
  readonly environment: EnvironmentName;
  readonly mode: RichpanelMode;
  readonly columns: readonly Column[];
  readonly states: readonly FlagCellState[];
}

/** One state of the flags; `answers` holds for each column the different things the gate says over the other vendors' modes. */
export interface FlagCellState {
  readonly cases: FlagCases;
  readonly isReleaseApproved: boolean;
  readonly answers: readonly (readonly Answer[])[];
}

/** The combinations of vendor modes that an environment may run in, with its helpdesk in the mode named. */
function modesAround(environment: EnvironmentName, mode: RichpanelMode): readonly VendorModes[] {
  return EVERY_MODES.filter(
    ({ richpanel, shopify, model }) =>
      richpanel === mode &&
      isModeAllowed(environment, 'shopify', shopify) &&
      isModeAllowed(environment, 'model', model),
  );
}

function columnsOf(around: readonly VendorModes[]): readonly Column[] {
  return EFFECT_NAMES.flatMap((effect) => {
    const vendor = vendorOf(effect);
    if (vendor === null) return [];
    const modes = new Set(around.map((each) => each[vendor]));
    return [...modes].map((mode) => ({ effect, vendor, mode }));
  });
}

/** Asks the gate about everything that may happen in one place, in every state of the flags. */
function decidePlace(environment: EnvironmentName, mode: RichpanelMode, gate: Gate): Place {
  const around = modesAround(environment, mode);
  const columns = columnsOf(around);
  const effects = [...new Set(columns.map(({ effect }) => effect))];
  const process = { environment, identity: COMPLETE_ACCOUNT.identityIn(environment) } as const;
  const judge = (cases: FlagCases, isReleaseApproved: boolean): FlagCellState => {
    const state = {
      ...process,
      runMode: 'live',
      flags: snapshotOf(cases),
      isReleaseApproved,
    } as const;
    const perModes = around.map((modes) => ({
      modes,
      found: gate.answers(effects, { ...state, modes }),
    }));
    const answers = columns.map(({ effect, vendor, mode: own }) => {
      const at = effects.indexOf(effect);
      const fitting = perModes.filter(({ modes }) => modes[vendor] === own);
      return [...new Set(fitting.flatMap(({ found }) => found[at] ?? []))];
    });
    return { cases, isReleaseApproved, answers };
  };
  const states = EVERY_FLAG_CASES.flatMap((cases) => [judge(cases, true), judge(cases, false)]);
  return { environment, mode, columns, states };
}

/** What an allowed effect can reach, in the page's words. */
function reach({ vendor, mode }: Column, tickets: 'all' | 'test'): string {
  if (isSealedMode(vendor, mode)) return 'stub only';
  if (tickets === 'test') return 'test tickets only';
  return mode === 'sandbox-workspace' ? 'sandbox workspace only' : 'yes';
}

function refusal(answers: readonly Answer[], flagCodes: ReadonlySet<string>): string | null {
  const shown = answers.map(
    (answer) =>
      new Set([...answer.codes].map((each) => (flagCodes.has(each) ? ANY_FLAG_CODE : each))),
  );
  const common = intersect(shown);
  return common.size === 0 ? null : `no: ${codes(common)}`;
}

/** The one answer that a column gives in all these states, or null when they differ. */
function commonAnswer(
  column: Column,
  answers: readonly Answer[],
  flagCodes: ReadonlySet<string>,
): string | null {
  const different = [...new Set(answers)];
  const [tickets, ...others] = new Set(different.map((answer) => answer.tickets));
  if (tickets === undefined || others.length > 0) return null;
  return tickets === 'none' ? refusal(different, flagCodes) : reach(column, tickets);
}

/** What a required flag is found as, in the page's words. */
function situationOf(cases: FlagCases, flag: RequiredFlag): string {
  const found = cases.get(flag)?.situation ?? 'open';
  if (found === 'none') return 'no value';
  return code(String(found === 'safe' ? SAFE_VALUES[flag] : !SAFE_VALUES[flag]));
}

/** Routing stops every write and safe mode every reply: asked in this order, the fewest rows are needed. */
const FLAG_ORDER: readonly RequiredFlag[] = ['routing_enabled', 'safe_mode', 'automation_enabled'];

export const FLAG_AXES: readonly Axis<Pick<FlagCellState, 'cases' | 'isReleaseApproved'>>[] = [
  ...FLAG_ORDER.map((flag) => ({
    title: code(flag),
    labelOf: ({ cases }: Pick<FlagCellState, 'cases'>) => situationOf(cases, flag),
  })),
  {
    title: 'release approved',
    labelOf: ({ isReleaseApproved }) => (isReleaseApproved ? 'yes' : 'no'),
  },
];

/** Every allowed helpdesk mode of every environment, judged. */
export function decidePlaces(gate: Gate): readonly Place[] {
  return ENVIRONMENT_NAMES.flatMap((environment) =>
    ALLOWED_MODES[environment].richpanel.map((mode) => decidePlace(environment, mode, gate)),
  );
}

/** The states that a new account starts in, its release approved or not. */
export function statesAtStart({ environment, states }: Place): readonly FlagCellState[] {
  return states.filter(({ cases }) =>
    REQUIRED_FLAGS.every((flag) => {
      const isSafe = INITIAL_FLAGS[environment][flag] === SAFE_VALUES[flag];
      return cases.get(flag)?.situation === (isSafe ? 'safe' : 'open');
    }),
  );
}

const SHOWN_AT_START = ['tags.add', 'reply.send', 'ticket.close'] as const;

/** What a new account may do until somebody changes a flag. */
export function renderStart(places: readonly Place[], gate: Gate): string {
  const flagCodes = noValueCodes(gate);
  const rows = places.map((place) => {
    const atStart = statesAtStart(place);
    const answers = SHOWN_AT_START.map((effect) => {
      const index = place.columns.findIndex((column) => column.effect === effect);
      const column = place.columns[index];
      const found = atStart.flatMap((state) => state.answers[index] ?? []);
      return (column && commonAnswer(column, found, flagCodes)) ?? 'no single answer';
    });
    return [place.environment, code(place.mode), ...answers];
  });
  return section(
    'What a new account may do, until somebody changes a flag',
    table(['environment', 'helpdesk', 'tags', 'reply', 'close'], rows),
  );
}
