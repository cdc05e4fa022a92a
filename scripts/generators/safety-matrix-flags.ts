import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import {
  type FlagName,
  flagParameter,
  INITIAL_FLAGS,
  REQUIRED_FLAGS,
  SAFE_VALUES,
} from '../../src/core/flags/names.ts';
import {
  type FlagReading,
  parseFlags,
  ROUTE_FLAG_AGE_MS,
  TALK_FLAG_AGE_MS,
} from '../../src/core/flags/snapshot.ts';
import { codesOf } from '../../src/core/gate/decide.ts';
import type { EffectName } from '../../src/core/gate/effects.ts';
import { allowingProposal } from '../../test/support/gate-context.ts';
import { commonAnswer, type Place } from './safety-matrix-answers.ts';
import { BEST_STATE, type Gate, noValueCodes } from './safety-matrix-gate.ts';
import { code, codes, count, inWords, section, table } from './safety-matrix-markdown.ts';
import { FLAG_CASES, OPTIONAL_OPEN, raw, snapshotOf } from './safety-matrix-states.ts';

type Snapshot = ReturnType<typeof snapshotOf>;

function answerTo(effect: EffectName, flags: Snapshot, gate: Gate): string {
  const decision = gate.decide(allowingProposal(effect), { ...BEST_STATE, flags });
  return decision.outcome === 'allow' ? 'yes' : `no: ${codes(codesOf(decision))}`;
}

const tagsAndReply = (flags: Snapshot, gate: Gate): readonly string[] =>
  (['tags.add', 'reply.send'] as const).map((effect) => answerTo(effect, flags, gate));

/** All required flags open, each read that long ago. */
function openReadings(ageMs: number): readonly (readonly [FlagName, FlagReading])[] {
  return REQUIRED_FLAGS.map((flag) => [flag, raw(String(!SAFE_VALUES[flag]), ageMs)]);
}

/** All flags open except those whose name starts so: they are missing. */
function withoutFlag(prefix: string): Snapshot {
  const readings = [...OPTIONAL_OPEN, ...openReadings(0)];
  return parseFlags(new Map(readings.filter(([name]) => !name.startsWith(prefix))));
}

function renderParameters(gate: Gate): string {
  const required = REQUIRED_FLAGS.map((flag) => [
    code(flag),
    'yes',
    code(String(SAFE_VALUES[flag])),
    ...ENVIRONMENT_NAMES.map((environment) => code(String(INITIAL_FLAGS[environment][flag]))),
    ...tagsAndReply(withoutFlag(flag), gate),
  ]);
  const optional = ['automation_channels', 'template_enabled/'].map((flag) => [
    code(flag.endsWith('/') ? `${flag}<template_id>` : flag),
    'no',
    'off',
    ...ENVIRONMENT_NAMES.map(() => 'not set'),
    ...tagsAndReply(withoutFlag(flag), gate),
  ]);
  const head = [
    'flag',
    'required',
    'safe value',
    ...ENVIRONMENT_NAMES.map((name) => `starts in ${name} as`),
  ];
  return table(
    [...head, 'tags when it alone is missing', 'reply when it alone is missing'],
    [...required, ...optional],
  );
}

function renderReadings(gate: Gate): string {
  const found = FLAG_CASES.map(({ name, situation, readingOf }) => [
    name,
    situation === 'none' ? 'no value' : 'its value',
    ...tagsAndReply(
      snapshotOf(new Map([['routing_enabled', { name, situation, readingOf }]])),
      gate,
    ),
  ]);
  return table(['`routing_enabled` is', 'this page says', 'tags', 'reply'], found);
}

function renderAges(gate: Gate): string {
  const ages = [
    0,
    TALK_FLAG_AGE_MS,
    TALK_FLAG_AGE_MS + 1,
    ROUTE_FLAG_AGE_MS,
    ROUTE_FLAG_AGE_MS + 1,
  ];
  const rows = ages.map((ageMs) => [
    `${count(ageMs)} ms ago`,
    ...tagsAndReply(parseFlags(new Map([...OPTIONAL_OPEN, ...openReadings(ageMs)])), gate),
  ]);
  return table(['every flag open, and read', 'tags', 'reply'], rows);
}

/** What an account may do with the flags it starts with, before an operator has changed any. */
function renderStart(places: readonly Place[], flagCodes: ReadonlySet<string>): string {
  const effects = ['tags.add', 'reply.send', 'ticket.close'] as const;
  const rows = places.map(({ environment, mode, columns, states }) => {
    const atStart = states.filter(({ cases }) =>
      REQUIRED_FLAGS.every((flag) => {
        const isSafe = INITIAL_FLAGS[environment][flag] === SAFE_VALUES[flag];
        return cases.get(flag)?.situation === (isSafe ? 'safe' : 'open');
      }),
    );
    const answers = effects.map((effect) => {
      const index = columns.findIndex((column) => column.effect === effect);
      const column = columns[index];
      const found = atStart.flatMap((state) => state.answers[index] ?? []);
      return (column && commonAnswer(column, found, flagCodes)) ?? 'no single answer';
    });
    return [environment, code(mode), ...answers];
  });
  return table(['environment', 'helpdesk', 'tags', 'reply', 'close'], rows);
}

/** The flags: what they are, how they are read, and what an account starts with. */
export function renderFlags(places: readonly Place[], gate: Gate): string {
  return section(
    'The flags',
    `Each is a parameter of its account, such as ${code(flagParameter('dev', 'safe_mode'))}. A required one holds exactly ${inWords(['true', 'false'].map(code), 'or')}. Where it has no usable value, its safe value is in force and what depends on it is refused.`,
    renderParameters(gate),
    'How a flag is found, shown on one of them while everything else is open:',
    renderReadings(gate),
    'How long a value counts:',
    renderAges(gate),
    'What a new account may do, whether its release is approved or not, until somebody changes a flag:',
    renderStart(places, noValueCodes(gate)),
  );
}
