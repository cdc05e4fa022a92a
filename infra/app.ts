import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { ENVIRONMENT_NAMES } from '../src/core/environment/names.ts';
import type { Registry } from '../src/core/environment/registry.ts';
import type { ServiceContext } from './constructs/service-context.ts';
import type { StackVerdict } from './deployability.ts';
import { OrganisationStack } from './stacks/organisation-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';

/** Asks for the organisation's stack: `-c organisation=true`. */
export const ORGANISATION_CONTEXT = 'organisation';
/** Names the management account: `-c organisation-account=…`. Absent: a placeholder, and not deployable. */
export const ORGANISATION_ACCOUNT_CONTEXT = 'organisation-account';
const PLACEHOLDER_ACCOUNT = '999999999999';
/** What CloudFormation's own validator finds in a template is an error, not a warning. */
const STRICT_TEMPLATES = { '@aws-cdk/core:validateAgainstDefaultRules': true };

export interface AppOptions {
  readonly registry: Registry;
  readonly codeOf: ServiceContext['codeOf'];
  /** Where the assembly is written. */
  readonly outdir: string;
  /** CDK's context beside what its command line passes. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface ServiceApp {
  readonly app: App;
  /** In the order of the stacks. */
  readonly verdicts: readonly StackVerdict[];
}

/** Code for templates that are only looked at: its assembly holds no function of ours. */
export function inlineCode(): Code {
  return Code.fromInline('exports.handler = () => Promise.reject(new Error("no bundle"));');
}

/**
 * Builds the stacks of all environments from the one registry, without network and without credentials. Nothing is
 * written yet; `synthesiseChecked` does that.
 */
export function createApp({ registry, codeOf, outdir, context = {} }: AppOptions): ServiceApp {
  const app = new App({
    outdir,
    analyticsReporting: false,
    // Part of synthesiseChecked: it takes seconds to load, and templates are also looked at without it.
    builtinCloudFormationValidation: false,
    context: { ...STRICT_TEMPLATES, ...context },
  });
  const verdicts = ENVIRONMENT_NAMES.map((environment) => {
    const config = registry.environments[environment];
    return new ServiceStack(app, { environment, config, codeOf }).verdict;
  });
  if (String(app.node.tryGetContext(ORGANISATION_CONTEXT)) === 'true') {
    const account: unknown = app.node.tryGetContext(ORGANISATION_ACCOUNT_CONTEXT);
    const managementAccount = typeof account === 'string' ? account : PLACEHOLDER_ACCOUNT;
    verdicts.push(new OrganisationStack(app, { registry, managementAccount }).verdict);
  }
  return { app, verdicts };
}
