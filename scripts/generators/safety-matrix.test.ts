import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REQUIRED_FLAGS } from '../../src/core/flags/names.ts';
import { CUSTOMER_VISIBLE } from '../../src/core/gate/effects.ts';
import { RULES } from '../../src/core/gate/policy.ts';
import { decideMatrix, renderSafetyMatrix } from './safety-matrix.ts';
import { createGate, EVERY_FLAG_CASES, FLAG_CASES, type FlagCases } from './safety-matrix-gate.ts';
import { groupRows } from './safety-matrix-markdown.ts';
import {
  decidePlaces,
  type FlagCellState,
  type Place,
  statesAtStart,
} from './safety-matrix-places.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/safety-matrix.md');
const judged = decideMatrix();
const { places, touching } = judged;
const page = renderSafetyMatrix(judged);

const without = (name: string) => RULES.filter((rule) => rule.name !== name);
const rank = { none: 0, test: 1, all: 2 } as const;

/** How far each column gets in one state: the furthest over the other vendors' modes. */
const reachOf = ({ answers }: FlagCellState): readonly number[] =>
  answers.map((found) => Math.max(...found.map(({ tickets }) => rank[tickets])));

/** How far the effects that a customer sees get in one state. */
function visibleReach({ columns }: Place, state: FlagCellState): readonly number[] {
  const reach = reachOf(state);
  return columns.flatMap(({ effect }, index) =>
    CUSTOMER_VISIBLE.includes(effect) ? [reach[index] ?? Number.NaN] : [],
  );
}

const nameOf = (cases: FlagCases, isReleaseApproved: boolean): string =>
  [...REQUIRED_FLAGS.map((flag) => cases.get(flag)?.name), isReleaseApproved].join('|');

const answersIn = (decidedPlaces: readonly Place[]) =>
  decidedPlaces.flatMap(({ states }) => states.flatMap(({ answers }) => answers.flat()));
const codesIn = (decidedPlaces: readonly Place[]) =>
  new Set(answersIn(decidedPlaces).flatMap(({ codes }) => [...codes]));
const reachedTickets = (decidedPlaces: readonly Place[]) =>
  new Set(answersIn(decidedPlaces).map(({ tickets }) => tickets));

describe('docs/safety-matrix.md', () => {
  it('R11.1 is what the code says now', () => {
    expect(readFileSync(PAGE, 'utf8') === page, 'run "npm run generate"').toBe(true);
  });

  it.each([
    ['release-approved', 'RELEASE_NOT_APPROVED'],
    ['routing-enabled', 'ROUTING_OFF'],
    ['flags-fresh', 'FLAG_MISSING'],
  ])('hears nothing of what %s alone refuses once it is gone', (rule, code) => {
    const changed = createGate(without(rule));

    expect(codesIn(places)).toContain(code);
    expect(codesIn(decidePlaces(changed))).not.toContain(code);
  });

  it('reaches more than test tickets once ticket-in-scope is gone', () => {
    const changed = decidePlaces(createGate(without('ticket-in-scope')));

    expect(reachedTickets(places)).toContain('test');
    expect(reachedTickets(changed)).not.toContain('test');
  });

  it('is one screen', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(70);
  });

  it('shows every allowed helpdesk mode of every environment', () => {
    expect(places.map(({ environment, mode }) => `${environment} ${mode}`)).toEqual([
      'dev stub',
      'dev sandbox-workspace',
      'staging stub',
      'staging sandbox-workspace',
      'staging test-tickets',
      'prod live',
      'prod test-tickets',
    ]);
    expect(EVERY_FLAG_CASES).toHaveLength(FLAG_CASES.length ** REQUIRED_FLAGS.length);
  });
});

describe('what the page computes', () => {
  it('R4.1 R11.1 outside prod a customer-visible effect reaches a stub, a sandbox workspace or a test ticket', () => {
    const outsideProd = touching.filter(({ environment }) => environment !== 'prod');
    const allowed = outsideProd.filter(({ allowedOn }) => allowedOn.some((on) => on !== 'none'));
    const modes = new Set(allowed.map(({ modes: { richpanel } }) => richpanel));
    const onAny = allowed.filter(({ allowedOn }) => allowedOn.includes('all'));

    expect(modes).toEqual(new Set(['sandbox-workspace', 'test-tickets']));
    expect(new Set(onAny.map(({ modes: { richpanel } }) => richpanel))).toEqual(
      new Set(['sandbox-workspace']),
    );
    for (const place of places.filter(({ environment }) => environment !== 'prod')) {
      const reach = place.states.flatMap((state) => visibleReach(place, state));
      expect(Math.max(...reach)).toBe(place.mode === 'test-tickets' ? rank.test : rank.all);
    }
  });

  it('R5.1 I11 in prod none is allowed without an approved release, and in a shadow run none anywhere', () => {
    const unapproved = touching.filter(
      ({ environment, isReleaseApproved, runMode }) =>
        runMode === 'shadow' || (environment === 'prod' && !isReleaseApproved),
    );

    expect(unapproved.length).toBeGreaterThan(0);
    expect(new Set(unapproved.flatMap(({ allowedOn }) => allowedOn))).toEqual(new Set(['none']));
  });

  it.each(REQUIRED_FLAGS)(
    'D5 R9.2 %s without a value never allows more than its safe value',
    (flag) => {
      const safe = FLAG_CASES.filter(({ situation }) => situation === 'safe');
      let compared = 0;
      for (const { states } of places) {
        const byName = new Map(
          states.map((state) => [nameOf(state.cases, state.isReleaseApproved), state]),
        );
        for (const state of states) {
          if (state.cases.get(flag)?.situation !== 'none') continue;
          const twins = safe.map((found) => new Map([...state.cases, [flag, found]]));
          for (const twin of twins) {
            const atSafe = byName.get(nameOf(twin, state.isReleaseApproved));
            const limits = atSafe === undefined ? [] : reachOf(atSafe);
            expect(reachOf(state).every((reach, index) => reach <= (limits[index] ?? -1))).toBe(
              true,
            );
            compared += 1;
          }
        }
      }
      expect(compared).toBe(places.length * 5 * FLAG_CASES.length ** 2 * 2);
    },
  );

  it('R4.1 R5.1 the flags an account starts with allow nothing that a customer sees', () => {
    for (const place of places.filter(({ mode }) => mode !== 'stub')) {
      const atStart = statesAtStart(place);
      expect(atStart).toHaveLength(2);
      expect(new Set(atStart.flatMap((state) => visibleReach(place, state)))).toEqual(new Set([0]));
    }
  });
});

describe('the rows of a table', () => {
  const states = [
    { color: 'red', size: 'small', answer: 'yes' },
    { color: 'red', size: 'large', answer: 'yes' },
    { color: 'blue', size: 'small', answer: 'no' },
    { color: 'blue', size: 'large', answer: 'yes' },
  ];
  type State = (typeof states)[number];
  const byColor = { title: 'color', labelOf: ({ color }: State) => color };
  const bySize = { title: 'size', labelOf: ({ size }: State) => size };
  const common = (some: readonly State[]) => {
    const [answer = null, ...others] = new Set(some.map((state) => state.answer));
    return [others.length === 0 ? answer : null];
  };

  it('are as few as the answers need', () => {
    expect(groupRows(states, [byColor, bySize], common)).toEqual([
      { labels: ['red', null], cells: ['yes'] },
      { labels: ['blue', 'small'], cells: ['no'] },
      { labels: ['blue', 'large'], cells: ['yes'] },
    ]);
  });

  it('leave out an axis that nothing depends on', () => {
    const one = states.filter(({ size }) => size === 'large');

    expect(groupRows(one, [byColor, bySize], common)).toEqual([
      { labels: [null, null], cells: ['yes'] },
    ]);
  });

  it('are refused when the words cannot tell different answers apart', () => {
    expect(() => groupRows(states, [byColor], common)).toThrow(/different answers/);
  });
});
