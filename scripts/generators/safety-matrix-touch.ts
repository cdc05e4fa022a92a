import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { isSealedMode } from '../../src/core/environment/vendor-modes.ts';
import { CUSTOMER_VISIBLE, EFFECT_NAMES } from '../../src/core/gate/effects.ts';
import type { PolicyRule } from '../../src/core/gate/rule.ts';
import {
  type AllowedOn,
  EVERY_FLAG_CASES,
  EVERY_MODES,
  type FlagCases,
  type Gate,
  IDENTITY_CASES,
  snapshotOf,
  type Unscoped,
} from './safety-matrix-gate.ts';
import {
  type Axis,
  bullets,
  code,
  codes,
  count,
  groupRows,
  type Row,
  section,
  table,
} from './safety-matrix-markdown.ts';
import { FLAG_AXES } from './safety-matrix-places.ts';

/** One state in which a helpdesk outside this machine could be reached, and the gate's answers. */
export interface TouchState extends Unscoped {
  readonly cases: FlagCases;
  readonly identityName: string;
  readonly allowedOn: readonly AllowedOn[];
}

/** One identity of each name, the last: there it is the workspace alone that is not heard, or disagrees. */
const IDENTITIES = [...new Map(IDENTITY_CASES.map((each) => [each.name, each])).values()];
const OUTSIDE_MODES = EVERY_MODES.filter(({ richpanel }) => !isSealedMode('richpanel', richpanel));
const FLAG_STATES = EVERY_FLAG_CASES.flatMap((cases) => {
  const flags = snapshotOf(cases);
  return [true, false].map((isReleaseApproved) => ({ cases, flags, isReleaseApproved }));
});

const AXES: readonly Axis<TouchState>[] = [
  { title: 'environment', labelOf: ({ environment }) => `**${environment}**` },
  { title: 'helpdesk', labelOf: ({ modes }) => code(modes.richpanel) },
  { title: 'identity', labelOf: ({ identityName }) => identityName },
  { title: 'run mode', labelOf: ({ runMode }) => code(runMode) },
  ...FLAG_AXES,
];

/**
 * Judges the effects a customer sees in every state with a helpdesk that is no stub: vendor modes that the
 * environment may run in or not, one identity of each name, every run mode, approval and combination of flags.
 */
export function decideTouching(gate: Gate): readonly TouchState[] {
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
          return FLAG_STATES.map((flags) => judge({ ...process, ...flags }));
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
export function renderTouching(states: readonly TouchState[]): string {
  const rows = groupRows(states, AXES, commonWords);
  const touching = rows.filter(({ cells }) => cells.some((cell) => cell !== NOTHING));
  return section(
    'When can a customer be touched, and by what',
    `A customer can notice ${CUSTOMER_VISIBLE.length} of the ${EFFECT_NAMES.length} effects: ${codes(CUSTOMER_VISIBLE)}. In ${count(states.length)} states with a helpdesk that is no stub, the gate allows them only here:`,
    renderRows(touching),
  );
}

/** Ids of requirements and lessons are for engineers. */
const PROVED_IDS = / \((?:[A-Z]\d[\d.]*|incident \d+)(?:, (?:[A-Z]\d[\d.]*|incident \d+))*\)/g;

/** What must be true besides: the rules of the policy that apply to what a customer sees. */
export function renderRequired(rules: readonly PolicyRule[]): string {
  const asked = rules.filter(({ appliesTo }) =>
    CUSTOMER_VISIBLE.some((effect) => appliesTo.includes(effect)),
  );
  const rows = asked.map(({ requires, outcome, codes: said }) => [
    requires.replace(PROVED_IDS, ''),
    outcome,
    codes(said),
  ]);
  return section(
    'What must be true each time',
    'All of it. One line that is not true stops the reply: *deny* means that policy says no, *hold* that a person should look.',
    table(['a reply or close requires', 'else', 'code'], rows),
  );
}
