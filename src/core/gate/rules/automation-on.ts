import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'automation-on';
const FINDINGS = findingsOf(NAME, 'deny', ['SAFE_MODE_ON', 'AUTOMATION_OFF']);

/** No safe mode, and automation switched on (I2). Routing never asks this rule (D8). */
export const automationOn: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (_proposal, { flags }) => {
    if (flags.safeMode.state === 'value' && flags.safeMode.value !== false)
      return FINDINGS.SAFE_MODE_ON;
    const automation = flags.automationEnabled;
    return automation.state === 'value' && automation.value !== true
      ? FINDINGS.AUTOMATION_OFF
      : null;
  },
};
