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
const SAFER_WITNESSES: readonly Witness[] = ['environment', 'account', 'region'];

function hasHeard(identity: Identity, needed: readonly Witness[]): boolean {
  return needed.every((witness) => identity.agreeing.includes(witness));
}

/** Which witnesses an effect needs: a write toward safer only the account, a workspace read all but the workspace. */
function neededWitnesses(proposal: Proposal, context: GateContext): readonly Witness[] {
  if (proposal.name === 'flags.write' && proposal.direction === 'safer') return SAFER_WITNESSES;
  const isStub = context.process.vendorModes.richpanel === 'stub';
  if (isStub || proposal.name === 'workspace.read') return ACCOUNT_WITNESSES;
  return [...ACCOUNT_WITNESSES, 'workspace'];
}

function countsDisagreement(proposal: Proposal, witness: Witness): boolean {
  if (proposal.name === 'workspace.read') return witness !== 'workspace';
  if (proposal.name === 'flags.write' && proposal.direction === 'safer') {
    return SAFER_WITNESSES.includes(witness);
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
