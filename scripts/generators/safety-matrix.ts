import { POLICY_VERSION, RULES } from '../../src/core/gate/policy.ts';
import type { Rule } from '../../src/core/gate/rule.ts';
import type { GeneratedFile } from './generated-file.ts';
import type { Place } from './safety-matrix-answers.ts';
import { renderFlags } from './safety-matrix-flags.ts';
import { ANY_FLAG_CODE, createGate, type Gate } from './safety-matrix-gate.ts';
import { renderIdentity } from './safety-matrix-identity.ts';
import { bullets, code, count } from './safety-matrix-markdown.ts';
import { judgePlaces, renderPlaces } from './safety-matrix-places.ts';
import { flagCodesInWords, renderRefusals } from './safety-matrix-refusals.ts';
import { renderModes, renderScopes } from './safety-matrix-settings.ts';
import { judgeTouching, renderTouching, type TouchState } from './safety-matrix-touch.ts';

/** What the gate said in every state that the page is about. */
export interface JudgedMatrix {
  readonly gate: Gate;
  readonly places: readonly Place[];
  readonly touching: readonly TouchState[];
}

/** Asks the real gate under the rules given; takes seconds. */
export function judgeMatrix(rules: readonly Rule[] = RULES): JudgedMatrix {
  const gate = createGate(rules);
  return { gate, places: judgePlaces(gate), touching: judgeTouching(gate) };
}

/**
 * docs/safety-matrix.md: what may happen in which environment, mode and state of the flags (R11.1). Every answer
 * comes from the gate, never from this file.
 */
export function renderSafetyMatrix({ gate, places, touching }: JudgedMatrix): string {
  const sections = [
    renderTouching(touching, gate),
    renderModes(gate),
    renderScopes(),
    renderFlags(places, gate),
    renderPlaces(places, gate),
    renderIdentity(gate),
    renderRefusals(gate),
  ];
  const states = places.reduce((sum, place) => sum + place.states.length, touching.length);
  const intro = [
    '# Safety matrix',
    'Generated from the code by `npm run generate`; do not edit. It says what this middleware may do, and what it refuses, in each environment. No answer was written by hand: each was given by the code that also decides at run time, and `npm run verify` fails when page and code differ.',
    `Policy version ${code(POLICY_VERSION)}, ${gate.rules.length} rules. To make this page the gate was asked for ${count(gate.countDecisions())} decisions; the two large enumerations cover ${count(states)} states.`,
    'How to read the answers:',
    bullets([
      '`yes`: allowed on the live vendor, on any ticket.',
      '`test tickets only`, `sandbox workspace only`, `stub only`: allowed, and this is all it can reach. A stub is a program of ours on the same machine.',
      '`no:` and a code: refused. Every state of that row is refused with that code; some of them with more. Codes are explained in [errors.md](errors.md).',
      `${code(ANY_FLAG_CODE)}: ${flagCodesInWords(gate)}, as the flag is found. "No value" stands for every such way (see [The flags](#the-flags)).`,
      '"Any": the answer is the same for every value.',
      'What a table does not name is as favourable as it can be: message, match with an order, caps, template and channel are all in order. The other rules can therefore only take away from what is allowed here.',
    ]),
  ];
  return `${[...intro, ...sections].join('\n\n')}\n`;
}

export async function generateSafetyMatrix(): Promise<readonly GeneratedFile[]> {
  return [{ path: 'docs/safety-matrix.md', content: renderSafetyMatrix(judgeMatrix()) }];
}
