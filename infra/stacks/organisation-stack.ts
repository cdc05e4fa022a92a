import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { type IStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import type { EnvironmentConfig, Registry } from '../../src/core/environment/registry.ts';
import { ORGANISATION_STACK, resourceName } from '../../src/core/environment/resource.names.ts';
import {
  denyForeignNames,
  denyLeaving,
  denyStoppingTrail,
  type GuardRail,
} from '../constructs/guard-rails.ts';
import { tagResources } from '../constructs/tags.ts';
import { judgeStack, type StackVerdict } from '../deployability.ts';
import { refuseDeployment } from './refuse-deployment.ts';

/** AWS Organizations answers from here only, whatever region the environments are in. */
const ORGANISATION_REGION = 'us-east-1';

/**
 * Deploys with the caller's own keys. The stack has no assets, so its account need not be prepared for CDK: no role, no
 * bucket, no version of either. CDK's other synthesizers without the version take a role or a bucket all the same.
 */
function withoutBootstrap(): IStackSynthesizer {
  // Wrapped, because its optional members are declared otherwise than the interface has them.
  const inner = new LegacyStackSynthesizer();
  return {
    bind: (stack) => inner.bind(stack),
    synthesize: (session) => inner.synthesize(session),
    addFileAsset: (asset) => inner.addFileAsset(asset),
    addDockerImageAsset: (asset) => inner.addDockerImageAsset(asset),
  };
}

interface OrganisationStackProps {
  readonly registry: Registry;
  /** The management account of the organisation; service control policies can be made in no other. */
  readonly managementAccount: string;
}

/** The guard rails of the three accounts as code (R1.2). Optional: nothing of the service needs them. */
export class OrganisationStack extends Stack {
  readonly verdict: StackVerdict;

  constructor(scope: Construct, { registry, managementAccount }: OrganisationStackProps) {
    super(scope, ORGANISATION_STACK, {
      stackName: ORGANISATION_STACK,
      description: 'Service control policies of the three environments.',
      env: { account: managementAccount, region: ORGANISATION_REGION },
      terminationProtection: true,
      synthesizer: withoutBootstrap(),
    });
    for (const name of ENVIRONMENT_NAMES) this.#addRails(name, registry.environments[name]);
    const described = {
      stack: ORGANISATION_STACK,
      environment: null,
      account: managementAccount,
      region: ORGANISATION_REGION,
    };
    const accounts = ENVIRONMENT_NAMES.map((name) => registry.environments[name].accountId);
    this.verdict = judgeStack(described, [managementAccount, ...accounts]);
    refuseDeployment(this, this.verdict);
  }

  #addRails(environment: EnvironmentName, config: EnvironmentConfig): void {
    const rails: Readonly<Record<string, GuardRail>> = {
      'deny-leaving': denyLeaving(config.region),
      'deny-stopping-trail': denyStoppingTrail(),
      'deny-foreign-names': denyForeignNames(environment),
    };
    for (const [id, content] of Object.entries(rails)) {
      const policy = new CfnPolicy(this, `${environment}-${id}`, {
        name: resourceName(environment, id),
        type: 'SERVICE_CONTROL_POLICY',
        content,
        targetIds: [config.accountId],
      });
      tagResources(policy, environment, config);
    }
  }
}
