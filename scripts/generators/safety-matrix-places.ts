import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { ALLOWED_MODES } from '../../src/core/environment/vendor-modes.ts';
import { EFFECT_FAMILIES, type EffectFamily } from '../../src/core/gate/effects.ts';
import {
  type Column,
  commonAnswer,
  judgePlace,
  type Place,
  SWITCH_AXES,
} from './safety-matrix-answers.ts';
import { type Gate, noValueCodes } from './safety-matrix-gate.ts';
import { code, codes, inWords, section, table } from './safety-matrix-markdown.ts';
import { groupRows, type Row } from './safety-matrix-rows.ts';

const FAMILY_WORDS: Readonly<Record<EffectFamily, string>> = {
  READ: 'read',
  MODEL: 'ask the model',
  ROUTE: 'tags',
  TALK: 'reply',
  CLOSE: 'close',
  OPERATE: 'operate',
};

/** Effects of one family that get the same answer in every row of a place. */
interface MergedColumn {
  readonly columns: readonly Column[];
  readonly cells: readonly string[];
}

function mergeColumns(columns: readonly Column[], rows: readonly Row[]): readonly MergedColumn[] {
  const withCells = columns.map((column, index) => ({
    column,
    cells: rows.map((row) => row.cells[index] ?? ''),
  }));
  const alike = ({ column, cells }: (typeof withCells)[number]) =>
    [EFFECT_FAMILIES[column.effect], column.vendor, column.mode, ...cells].join('\n');
  return [...Map.groupBy(withCells, alike).values()].map((group) => ({
    columns: group.map(({ column }) => column),
    cells: group[0]?.cells ?? [],
  }));
}

function headOf({ columns }: MergedColumn): string {
  const families = new Set(columns.map(({ effect }) => FAMILY_WORDS[EFFECT_FAMILIES[effect]]));
  return `${[...families].join(', ')}: ${codes(columns.map(({ effect }) => effect))}`;
}

function vendorOfColumn({ columns }: MergedColumn): string {
  const vendors = new Set(columns.map(({ vendor, mode }) => `${vendor} ${code(mode)}`));
  return [...vendors].join(', ');
}

const isConstant = ({ cells }: MergedColumn): boolean => new Set(cells).size === 1;

/** What the flags cannot change in a place: one row per effect. */
function renderConstant(merged: readonly MergedColumn[]): string {
  const rows = merged.map((each) => [headOf(each), vendorOfColumn(each), each.cells[0] ?? '']);
  return table(['whatever the flags say', 'reached through', 'answer'], rows);
}

function renderVarying(merged: readonly MergedColumn[], rows: readonly Row[]): string {
  // An axis that no row needs says nothing here: outside prod nobody asks for a release's approval.
  const axes = SWITCH_AXES.map(({ title }, index) => ({ title, index })).filter(({ index }) =>
    rows.some((row) => row.labels[index] !== null),
  );
  const body = rows.map((row, at) => [
    ...axes.map(({ index }) => row.labels[index] ?? 'any'),
    ...merged.map(({ cells }) => cells[at] ?? ''),
  ]);
  return table([...axes.map(({ title }) => title), ...merged.map(headOf)], body);
}

function renderPlace(place: Place, flagCodes: ReadonlySet<string>): string {
  const rows = groupRows(place.states, SWITCH_AXES, (states) =>
    place.columns.map((column, index) =>
      commonAnswer(
        column,
        states.flatMap(({ answers }) => answers[index] ?? []),
        flagCodes,
      ),
    ),
  );
  const merged = mergeColumns(place.columns, rows);
  const varying = merged.filter((each) => !isConstant(each));
  const parts = [renderVarying(varying, rows), renderConstant(merged.filter(isConstant))];
  return (varying.length === 0 ? parts.slice(1) : parts).join('\n\n');
}

/** Every allowed helpdesk mode of every environment, judged. */
export function judgePlaces(gate: Gate): readonly Place[] {
  return ENVIRONMENT_NAMES.flatMap((environment) =>
    ALLOWED_MODES[environment].richpanel.map((mode) => judgePlace(environment, mode, gate)),
  );
}

/** The matrix itself. Environments in which a helpdesk mode means exactly the same share one table. */
export function renderPlaces(places: readonly Place[], gate: Gate): string {
  const flagCodes = noValueCodes(gate);
  const rendered = places.map((place) => ({ ...place, text: renderPlace(place, flagCodes) }));
  const alike = Map.groupBy(rendered, ({ mode, text }) => `${mode}\n${text}`);
  const parts = [...alike.values()].flatMap((group) => {
    const names = inWords(
      group.map(({ environment }) => environment),
      'and',
    );
    const [first] = group;
    return first === undefined ? [] : [`### ${names}, helpdesk ${code(first.mode)}`, first.text];
  });
  return section('What may happen to a ticket', ...parts);
}
