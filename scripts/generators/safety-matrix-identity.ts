import { IDENTITY_KINDS } from '../../src/core/environment/identity.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import {
  isAllSealed,
  isModeAllowed,
  isSealedMode,
  type Vendor,
  type VendorModes,
} from '../../src/core/environment/vendor-modes.ts';
import { EFFECT_NAMES } from '../../src/core/gate/effects.ts';
import type { Proposal } from '../../src/core/gate/proposal.ts';
import { allowingProposal } from '../../test/support/gate-context.ts';
import { BEST_STATE, type Gate, intersect } from './safety-matrix-gate.ts';
import { code, codes, inWords, section, table } from './safety-matrix-markdown.ts';
import {
  EVERY_MODES,
  IDENTITY_CASES,
  type IdentityCase,
  type MatrixState,
} from './safety-matrix-states.ts';

const IDENTITY_RULE = 'identity-verified';

/** An effect as the identity rule sees it: a write of a flag toward safer is another thing than one toward riskier. */
interface Act {
  readonly words: string;
  readonly proposal: Proposal;
}

const ACTS: readonly Act[] = EFFECT_NAMES.flatMap((effect) => {
  const proposal = allowingProposal(effect);
  if (effect !== 'flags.write' || !('direction' in proposal)) {
    return [{ words: code(effect), proposal }];
  }
  return [
    { words: `${code(effect)} toward riskier`, proposal: { ...proposal, direction: 'riskier' } },
    { words: `${code(effect)} toward safer`, proposal: { ...proposal, direction: 'safer' } },
  ];
});

interface ModeClass {
  readonly title: string;
  readonly includes: (modes: VendorModes) => boolean;
}

const isHelpdeskSealed = ({ richpanel }: VendorModes) => isSealedMode('richpanel', richpanel);
const MODE_CLASSES: readonly ModeClass[] = [
  { title: 'nothing live', includes: isAllSealed },
  {
    title: 'helpdesk stub, shop or model live',
    includes: (modes) => isHelpdeskSealed(modes) && !isAllSealed(modes),
  },
  { title: 'helpdesk not a stub', includes: (modes) => !isHelpdeskSealed(modes) },
];

function isRunnable(environment: EnvironmentName, modes: VendorModes): boolean {
  const vendors: readonly Vendor[] = ['richpanel', 'shopify', 'model'];
  return vendors.every((vendor) => isModeAllowed(environment, vendor, modes[vendor]));
}

interface Heard {
  readonly allowed: readonly string[];
  readonly refusals: readonly ReadonlySet<string>[];
}

/** What the identity rule lets through in one state, everything else being open. */
function hear(state: MatrixState, gate: Gate): Heard {
  const findings = ACTS.map(({ words, proposal }) => {
    const said = gate.decide(proposal, state).findings;
    const own = said.filter(({ rule }) => rule === IDENTITY_RULE);
    return { words, codes: new Set(own.map((finding) => finding.code)) };
  });
  return {
    allowed: findings.flatMap((each) => (each.codes.size === 0 ? [each.words] : [])),
    refusals: findings.flatMap((each) => (each.codes.size > 0 ? [each.codes] : [])),
  };
}

function heardInWords({ allowed, refusals }: Heard): string {
  if (refusals.length === 0) return 'everything';
  const refused = `no: ${codes(intersect(refusals))}`;
  return allowed.length === 0 ? refused : `only ${inWords(allowed, 'and')}; else ${refused}`;
}

function cellFor(
  environment: EnvironmentName,
  { includes }: ModeClass,
  { identityIn }: IdentityCase,
  gate: Gate,
): string {
  const runnable = EVERY_MODES.filter((modes) => isRunnable(environment, modes) && includes(modes));
  const identity = identityIn(environment);
  const words = runnable.map((modes) =>
    heardInWords(hear({ ...BEST_STATE, environment, modes, identity }, gate)),
  );
  return words.length === 0 ? 'no such mode' : [...new Set(words)].join(', or ');
}

interface IdentityRow {
  readonly name: string;
  readonly witness: string | null;
  readonly environments: string;
  readonly cells: readonly string[];
}

/** The rows of one identity: environments in which it may do the same share one. */
function rowsFor(found: IdentityCase, gate: Gate): readonly IdentityRow[] {
  const perEnvironment = ENVIRONMENT_NAMES.map((environment) => ({
    environment,
    cells: MODE_CLASSES.map((each) => cellFor(environment, each, found, gate)),
  }));
  const alike = Map.groupBy(perEnvironment, ({ cells }) => cells.join('\n'));
  return [...alike.values()].map((group) => {
    const names = group.map(({ environment }) => environment);
    const cells = group[0]?.cells ?? [];
    return { name: found.name, witness: found.witness, environments: inWords(names, 'and'), cells };
  });
}

/** What each kind of identity may do. Witnesses whose silence or disagreement means the same share a row. */
export function renderIdentity(gate: Gate): string {
  const rows = IDENTITY_CASES.flatMap((found) => rowsFor(found, gate));
  const alike = Map.groupBy(rows, ({ name, environments, cells }) =>
    [name, environments, ...cells].join('\n'),
  );
  const lines = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const witnesses = group.flatMap(({ witness }) => witness ?? []);
    const name = witnesses.length === 0 ? first.name : `${first.name}: ${inWords(witnesses, 'or')}`;
    return [[name, first.environments, ...first.cells]];
  });
  return section(
    'Who may do it: the kinds of identity',
    `There are ${IDENTITY_KINDS.length}: ${codes(IDENTITY_KINDS)}. The table says what the rule ${code(IDENTITY_RULE)} lets through in the vendor modes that the environment may run in; every other rule comes on top. "No such mode": the configuration refuses every such combination.`,
    table(['identity', 'environment', ...MODE_CLASSES.map(({ title }) => title)], lines),
  );
}
