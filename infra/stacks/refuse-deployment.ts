import { CfnRule, Fn, type Stack } from 'aws-cdk-lib/core';
import { PLACEHOLDER_RULE, type StackVerdict } from '../deployability.ts';

/**
 * Makes the template of a stack that may not be deployed say so: in its metadata, and in a rule that never holds, so
 * that CloudFormation refuses it, no matter who uploads it.
 */
export function refuseDeployment(stack: Stack, { deployable, reasons }: StackVerdict): void {
  if (deployable) return;
  stack.templateOptions.metadata = { deployable, reasons };
  new CfnRule(stack, PLACEHOLDER_RULE, {
    assertions: [
      {
        assert: Fn.conditionEquals('placeholder', 'account'),
        assertDescription: `Not deployable: ${reasons.join('; ')}.`,
      },
    ],
  });
}
