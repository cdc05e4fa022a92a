import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { TEST_TICKET_TAG } from '../../src/core/environment/ticket-scope.ts';
import { codesOf } from '../../src/core/gate/decide.ts';
import {
  EFFECT_FAMILIES,
  EFFECT_NAMES,
  type EffectFamily,
  isEffectName,
} from '../../src/core/gate/effects.ts';
import type { Proposal } from '../../src/core/gate/proposal.ts';
import { allowingProposal } from '../../test/support/gate-context.ts';
import { BEST_STATE, type Gate, intersect, noValueCodes } from './safety-matrix-gate.ts';
import { code, codes, count, inWords, section, table } from './safety-matrix-markdown.ts';
import { COMPLETE_ACCOUNT, EVERY_MODES, type MatrixState } from './safety-matrix-states.ts';

interface Attempt {
  readonly words: string;
  readonly proposal: Proposal;
  readonly change?: Partial<MatrixState>;
}

/** Names that somebody might want, and that are no effects. */
const WISHES = ['shop.order.write', 'shop.order.cancel', 'shop.refund', 'reply.free-text'];

// A name outside the closed union cannot be typed, which is the point; at run time it is assigned all the same.
const unknownEffect = (name: string): Proposal =>
  Object.assign({ ...allowingProposal('shop.order.read') }, { name });

const ATTEMPTS: readonly Attempt[] = [
  ...WISHES.map((name) => ({
    words: `${code(name)}, which ${isEffectName(name) ? 'EXISTS' : 'is no effect'}`,
    proposal: unknownEffect(name),
  })),
  {
    words: 'a mutation sent to the shop as if it were a read',
    proposal: { ...allowingProposal('shop.order.read'), ...{ shopOperation: 'mutation' } },
  },
  {
    words: 'a model request that may be stored',
    proposal: { ...allowingProposal('model.classify'), ...{ store: true } },
  },
  {
    words: `adding the tag ${code(TEST_TICKET_TAG)}`,
    proposal: { ...allowingProposal('tags.add'), ...{ tags: [TEST_TICKET_TAG] } },
  },
  {
    words: `removing the tag ${code(TEST_TICKET_TAG)}`,
    proposal: { ...allowingProposal('tags.remove'), ...{ tags: [TEST_TICKET_TAG] } },
  },
  {
    words: 'a reply in a matter that is never automated (Tier 0)',
    proposal: { ...allowingProposal('reply.send'), ...{ tier: 0 } },
  },
  {
    words: 'a reply to a host that is not listed',
    proposal: { ...allowingProposal('reply.send'), ...{ egress: { isListed: false } } },
  },
  {
    words: 'tags in a shadow run',
    proposal: allowingProposal('tags.add'),
    change: { runMode: 'shadow' },
  },
  {
    words: 'a reply in a shadow run',
    proposal: allowingProposal('reply.send'),
    change: { runMode: 'shadow' },
  },
];

/** Tries it in every environment and every combination of vendor modes, with everything else open. */
function attempt({ proposal, change }: Attempt, gate: Gate): readonly string[] {
  const decisions = ENVIRONMENT_NAMES.flatMap((environment) =>
    EVERY_MODES.map((modes) => {
      const identity = COMPLETE_ACCOUNT.identityIn(environment);
      return gate.decide(proposal, { ...BEST_STATE, environment, modes, identity, ...change });
    }),
  );
  const refused = decisions.filter(({ outcome }) => outcome !== 'allow');
  const common = intersect(decisions.map((decision) => new Set(codesOf(decision))));
  return [`${count(refused.length)} of ${count(decisions.length)}`, codes(common)];
}

/** What is refused whatever the environment, mode and flags are, and the closed list of what exists. */
export function renderRefusals(gate: Gate): string {
  const families = [...new Set<EffectFamily>(Object.values(EFFECT_FAMILIES))];
  const effects = families.map((family) => [
    family,
    codes(EFFECT_NAMES.filter((effect) => EFFECT_FAMILIES[effect] === family)),
  ]);
  const attempts = ATTEMPTS.map((each) => [each.words, ...attempt(each, gate)]);
  return section(
    'What is refused everywhere',
    `These ${EFFECT_NAMES.length} effects exist. What is not here cannot be asked for:`,
    table(['family', 'effects'], effects),
    'Tried in every environment with every combination of vendor modes, identity, flags and approval being as open as they can be:',
    table(['tried', 'refused', 'with the code'], attempts),
  );
}

/** What stands for a refusal by a flag in the tables before, by its code. */
export function flagCodesInWords(gate: Gate): string {
  return inWords([...noValueCodes(gate)].map(code), 'or');
}
