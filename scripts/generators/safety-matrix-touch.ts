import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { isSealedMode } from '../../src/core/environment/vendor-modes.ts';
import { CUSTOMER_VISIBLE, EFFECT_NAMES } from '../../src/core/gate/effects.ts';
import { SWITCH_AXES } from './safety-matrix-answers.ts';
import type { AllowedOn, Gate, Unscoped } from './safety-matrix-gate.ts';
import { bullets, code, codes, count, section } from './safety-matrix-markdown.ts';
import { type Axis, groupRows, type Row } from './safety-matrix-rows.ts';
import {
  EVERY_FLAG_CASES,
  EVERY_MODES,
  type FlagCases,
  IDENTITY_CASES,
  snapshotOf,
} from './safety-matrix-states.ts';

/** One state in which a helpdesk outside this machine could be reached, and the gate's answers. */
export interface TouchState extends Unscoped {
  readonly cases: FlagCases;
  readonly identityName: string;
  readonly allowedOn: readonly AllowedOn[];
}

/** One identity of each name, the last: there it is the workspace alone that is not heard, or disagrees. */
const IDENTITIES = [...new Map(IDENTITY_CASES.map((each) => [each.name, each])).values()];
const OUTSIDE_MODES = EVERY_MODES.filter(({ richpanel }) => !isSealedMode('richpanel', richpanel));
const SWITCHES = EVERY_FLAG_CASES.flatMap((cases) => {
  const flags = snapshotOf(cases);
  return [true, false].map((isReleaseApproved) => ({ cases, flags, isReleaseApproved }));
});

const AXES: readonly Axis<TouchState>[] = [
  { title: 'environment', labelOf: ({ environment }) => `**${environment}**` },
  { title: 'helpdesk', labelOf: ({ modes }) => code(modes.richpanel) },
  { title: 'identity', labelOf: ({ identityName }) => identityName },
  { title: 'run mode', labelOf: ({ runMode }) => code(runMode) },
  ...SWITCH_AXES,
];

/**
 * Judges the effects a customer sees in every state with a helpdesk that is no stub: vendor modes that the
 * environment may run in or not, one identity of each name, every run mode, approval and combination of flags.
 */
export function judgeTouching(gate: Gate): readonly TouchState[] {
  const judge = (state: Omit<TouchState, 'allowedOn'>): TouchState => ({
    ...state,
    allowedOn: gate.tickets(CUSTOMER_VISIBLE, state),
  });
  return ENVIRONMENT_NAMES.flatMap((environment) =>
    IDENTITIES.flatMap(({ name: identityName, identityIn }) => {
      const identity = identityIn(environment);
      return OUTSIDE_MODES.flatMap((modes) =>
        (['live', 'shadow'] as const).flatMap((runMode) => {
          const process = { environment, identityName, identity, modes, runMode };
          return SWITCHES.map((flags) => judge({ ...process, ...flags }));
        }),
      );
    }),
  );
}

const NOTHING = '';

function ticketsInWords(tickets: AllowedOn, { modes }: TouchState): string {
  if (tickets === 'none') return NOTHING;
  if (tickets === 'test') return 'test tickets';
  return modes.richpanel === 'sandbox-workspace'
    ? 'every ticket of the sandbox workspace'
    : 'every ticket';
}

function commonWords(states: readonly TouchState[]): readonly (string | null)[] {
  return CUSTOMER_VISIBLE.map((_effect, index) => {
    const words = states.map((state) => ticketsInWords(state.allowedOn[index] ?? 'none', state));
    const [first, ...others] = new Set(words);
    return first === undefined || others.length > 0 ? null : first;
  });
}

function conditionsInWords({ labels }: Row, isSaid: (axis: number) => boolean): string {
  const conditions = AXES.flatMap(({ title }, axis) => {
    const label = labels[axis] ?? null;
    return label === null || !isSaid(axis) ? [] : [`${title}: ${label}`];
  });
  return conditions.join('; ');
}

function effectsInWords({ cells }: Row): string {
  const alike = Map.groupBy(CUSTOMER_VISIBLE, (effect) => cells[CUSTOMER_VISIBLE.indexOf(effect)]);
  alike.delete(NOTHING);
  return [...alike].map(([where, effects]) => `${codes(effects)} on ${where}`).join('; ');
}

/** What all rows have in common is said once, and each row says only the rest. */
function renderRows(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return 'None.';
  const isCommon = (axis: number) =>
    rows.every(({ labels }) => labels[axis] === first.labels[axis]);
  const each = rows.map(
    (row) => `${conditionsInWords(row, (axis) => !isCommon(axis))} → ${effectsInWords(row)}`,
  );
  return `${bullets(each)}\n\nIn all of them: ${conditionsInWords(first, isCommon)}.`;
}

/** Every combination in which an effect that a customer sees is allowed on a helpdesk that is no stub. */
export function renderTouching(states: readonly TouchState[], gate: Gate): string {
  const rows = groupRows(states, AXES, commonWords);
  const touching = rows.filter(({ cells }) => cells.some((cell) => cell !== NOTHING));
  const asked = gate.rules.filter(({ appliesTo }) =>
    CUSTOMER_VISIBLE.some((effect) => appliesTo.includes(effect)),
  );
  const parts = [
    `A customer can notice ${CUSTOMER_VISIBLE.length} of the ${EFFECT_NAMES.length} effects: ${codes(CUSTOMER_VISIBLE)}. Out of ${count(states.length)} states with a helpdesk that is no stub, the gate allows them in these alone:`,
    renderRows(touching),
    `That is the best case. Each of these ${asked.length} rules must agree as well, and one refusal is enough: ${codes(asked.map(({ name }) => name))}.`,
  ];
  return section('When a customer can be touched', ...parts);
}
