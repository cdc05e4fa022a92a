import type { Identity, Witness } from '../../environment/identity.ts';
import { isAllSealed } from '../../environment/vendor-modes.ts';
import type { GateContext } from '../context.ts';
import { EFFECT_NAMES } from '../effects.ts';
import type { Proposal } from '../proposal.ts';
import { findingsOf, type Rule } from '../rule.ts';

const NAME = 'identity-verified';
const FINDINGS = findingsOf(NAME, 'deny', ['IDENTITY_UNVERIFIED', 'IDENTITY_DISAGREES']);

const ACCOUNT_WITNESSES: readonly Witness[] = [
  'environment',
  'account',
  'region',
  'marker',
  'secrets',
];
const PLACE_WITNESSES: readonly Witness[] = ['environment', 'account', 'region'];

function hasHeard(identity: Identity, needed: readonly Witness[]): boolean {
  return needed.every((witness) => identity.agreeing.includes(witness));
}

const BEFORE_WORKSPACE: ReadonlySet<string> = new Set([
  ...['workspace.read', 'workspace.register', 'secrets.fingerprint'],
]);

/** What must be possible before the workspace is on file: to read and register it, and to compare the keys that open it. */
function precedesWorkspace(proposal: Proposal): boolean {
  return BEFORE_WORKSPACE.has(proposal.name);
}

/** A write toward safer, which nothing may hold up, and the init that makes the other witnesses. */
function needsPlaceOnly(proposal: Proposal): boolean {
  if (proposal.name === 'account.init') return true;
  return proposal.name === 'flags.write' && proposal.direction === 'safer';
}

/** Which witnesses an effect needs: all, but for what must come before some of them. */
function neededWitnesses(proposal: Proposal, context: GateContext): readonly Witness[] {
  if (needsPlaceOnly(proposal)) return PLACE_WITNESSES;
  const isStub = context.process.vendorModes.richpanel === 'stub';
  if (isStub || precedesWorkspace(proposal)) return ACCOUNT_WITNESSES;
  return [...ACCOUNT_WITNESSES, 'workspace'];
}

function countsDisagreement(proposal: Proposal, witness: Witness): boolean {
  if (precedesWorkspace(proposal)) return witness !== 'workspace';
  if (proposal.name === 'flags.write' && proposal.direction === 'safer') {
    return PLACE_WITNESSES.includes(witness);
  }
  return true;
}

/** The witnesses agree that we are where we were asked to be; sealed and emulated only without live vendors. */
export const identityVerified: Rule = {
  name: NAME,
  appliesTo: EFFECT_NAMES,
  evaluate: (proposal, context) => {
    const { identity, environment, vendorModes } = context.process;
    for (const witness of identity.disagreeing) {
      if (countsDisagreement(proposal, witness)) return FINDINGS.IDENTITY_DISAGREES;
    }
    if (identity.environment !== environment) return FINDINGS.IDENTITY_DISAGREES;
    switch (identity.kind) {
      case 'account':
        return hasHeard(identity, neededWitnesses(proposal, context))
          ? null
          : FINDINGS.IDENTITY_UNVERIFIED;
      case 'emulated':
        return isAllSealed(vendorModes) && hasHeard(identity, neededWitnesses(proposal, context))
          ? null
          : FINDINGS.IDENTITY_UNVERIFIED;
      case 'sealed':
        return environment === 'dev' &&
          isAllSealed(vendorModes) &&
          identity.agreeing.includes('environment')
          ? null
          : FINDINGS.IDENTITY_UNVERIFIED;
      default:
        return FINDINGS.IDENTITY_UNVERIFIED;
    }
  },
};
