import { type Identity, isIdentityVerified, sealedIdentity } from '../environment/identity.ts';
import type { EnvironmentName } from '../environment/names.ts';
import { type ConfigProblem, type Registry, vendorModesOf } from '../environment/registry.ts';
import { scopeRuleOf, type TicketScope } from '../environment/ticket-scope.ts';
import { isAllSealed } from '../environment/vendor-modes.ts';
import { parseFlags } from '../flags/flags.ts';
import type { GateContext, ProcessFacts } from '../gate/context.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import { limitsOf } from '../worker/facts.ts';

/** Everything that is configured, parsed and checked; frozen for the life of the process. */
export interface Configuration {
  readonly registry: Registry;
  /** SHA-256 over the registry's canonical JSON. */
  readonly registryDigest: string;
  readonly routing: RoutingConfig;
  readonly templates: TemplatesConfig;
}

/** One finding of `config check`, with the file it is about. */
export interface FileProblem extends ConfigProblem {
  readonly file: string;
}

/** A folder of configuration that a process was started with. Every file is read once, when it is first needed. */
export interface ConfigFolder {
  readonly dir: string;
  /** Every problem of every file. */
  readonly problems: () => readonly FileProblem[];
  /**
   * The environments alone: a mistake in another file must not stop a kill.
   * @throws {ConfigurationError} `CONFIG_REFUSED`, naming the problems of this file but no value
   */
  readonly registry: () => Registry;
  /** @throws {ConfigurationError} `CONFIG_REFUSED`, naming every problem but no value */
  readonly configuration: () => Configuration;
}

/** What the ledger and the gate know of a process that acts for real. */
export function processFacts(
  identity: Identity,
  config: Configuration,
  releaseDigest: string,
): ProcessFacts {
  const { environment } = identity;
  return {
    environment,
    identity,
    vendorModes: vendorModesOf(config.registry.environments[environment]),
    runMode: 'live',
    releaseDigest,
    registryDigest: config.registryDigest,
  };
}

/** The context of an operator's act: the process, and no ticket. */
export function operatorContext(
  process: ProcessFacts,
  config: Configuration,
  nowMs: number,
): GateContext {
  return {
    process,
    nowMs,
    flags: parseFlags(new Map()),
    ticket: null,
    caps: null,
    understanding: null,
    match: null,
    isReleaseApproved: false,
    limits: limitsOf(config.routing),
  };
}

/**
 * Refuses, before anything is opened, what one machine without an account may not run: another environment than dev,
 * a live vendor, or a ticket scope that its mode does not allow.
 * @throws {ConfigurationError} `IDENTITY_UNVERIFIED`, `LIVE_VENDOR_NEEDS_ACCOUNT` or `TICKET_SCOPE_FORBIDDEN`
 */
export function assertRunnable(
  config: Configuration,
  run: { readonly environment: EnvironmentName; readonly ticketScope: TicketScope | undefined },
): void {
  const { environment, ticketScope } = run;
  if (!isIdentityVerified(sealedIdentity(environment, 0))) {
    throw new ConfigurationError(
      'IDENTITY_UNVERIFIED',
      `One machine without an account cannot prove that it is ${environment}.`,
      'Run dev on one machine; the other environments run in their own accounts.',
    );
  }
  const settings = config.registry.environments[environment];
  if (!isAllSealed(vendorModesOf(settings))) {
    throw new ConfigurationError(
      'LIVE_VENDOR_NEEDS_ACCOUNT',
      'A live vendor needs an identity of kind account, and this machine has none.',
      `Set the vendor modes of ${environment} to stub and embedded in config/environments.json.`,
    );
  }
  scopeRuleOf(settings.vendors.richpanel, ticketScope);
}
