import { isModeAllowed } from '../../environment/vendor-modes.ts';
import { vendorOf } from '../effects.ts';
import { findingsOf, type Rule } from '../rule.ts';
import { OUTSIDE } from './applies.ts';

const NAME = 'vendor-mode';
const FINDINGS = findingsOf(NAME, 'deny', ['VENDOR_MODE_FORBIDS']);

/** The vendor's mode is one that this environment may run in; an embedded model is reached by no effect at all. */
export const vendorMode: Rule = {
  name: NAME,
  appliesTo: OUTSIDE,
  evaluate: (proposal, context) => {
    const vendor = vendorOf(proposal.name);
    if (vendor === null) return FINDINGS.VENDOR_MODE_FORBIDS;
    const mode = context.process.vendorModes[vendor];
    if (!isModeAllowed(context.process.environment, vendor, mode))
      return FINDINGS.VENDOR_MODE_FORBIDS;
    return mode === 'embedded' ? FINDINGS.VENDOR_MODE_FORBIDS : null;
  },
};
