import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnDeletionPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { vendorModesOf } from '../../src/core/environment/registry.ts';
import {
  requiredSecrets,
  type SecretId,
  secretName,
} from '../../src/core/environment/resource.names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ServiceContext } from './service-context.ts';

const NO_ROTATION =
  'The vendor issues this value and offers no call to replace it; a person rotates it, and two live tokens are accepted meanwhile.';

/**
 * The secrets that the vendor modes need, created without a value: no version exists until a person writes one, and
 * the preflight calls that state empty. A generated value would look like a real one.
 */
export class Secrets extends Construct {
  readonly #secrets = new Map<SecretId, CfnSecret>();

  constructor(scope: Construct, id: string, { environment, config }: ServiceContext) {
    super(scope, id);
    for (const secretId of requiredSecrets(vendorModesOf(config))) {
      const secret = new CfnSecret(this, secretId.replace('/', '-'), {
        name: secretName(environment, secretId),
        description: 'Written by a person; the stack never knows its value.',
      });
      // Not what a failed creation leaves behind: it is empty, and would stand in the way of the next one.
      secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
      secret.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
      acknowledge(secret, 'AwsSolutions-SMG4', NO_ROTATION);
      this.#secrets.set(secretId, secret);
    }
  }

  /** Exact ARNs, with the suffix that Secrets Manager adds, of all that this environment has. */
  get arns(): readonly string[] {
    return [...this.#secrets.values()].map((secret) => secret.ref);
  }

  /** @throws {Error} for a secret that this environment does not have */
  arnOf(id: SecretId): string {
    const secret = this.#secrets.get(id);
    if (secret === undefined) throw new Error(`there is no secret ${id} here`);
    return secret.ref;
  }
}
