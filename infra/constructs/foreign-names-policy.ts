import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { resourceName } from '../../src/core/environment/resource.names.ts';
import { foreignArns } from './foreign-names.ts';

/** Denies everything on whatever carries another environment's name; every role of the stack has it. */
export class ForeignNamesPolicy extends ManagedPolicy {
  constructor(scope: Construct, id: string, environment: EnvironmentName) {
    super(scope, id, {
      managedPolicyName: resourceName(environment, 'deny-foreign-names'),
      description: 'Denies whatever carries the name of another environment.',
      statements: [
        new PolicyStatement({
          sid: 'DenyForeignNames',
          effect: Effect.DENY,
          actions: ['*'],
          resources: [...foreignArns(environment)],
        }),
      ],
    });
  }
}
