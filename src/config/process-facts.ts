import type { Identity } from '../core/environment/identity.ts';
import { vendorModesOf } from '../core/environment/registry.ts';
import { parseFlags } from '../core/flags/snapshot.ts';
import type { GateContext, ProcessFacts } from '../core/gate/context.ts';
import type { Configuration } from '../core/operate/configuration.ts';
import { limitsOf } from '../core/worker/facts.ts';
import { releaseDigest } from './release-digest.ts';

/** What the ledger and the gate know of a process; `sourceDir` holds the files that are the running release. */
export function processFacts(
  identity: Identity,
  config: Configuration,
  sourceDir: string,
): ProcessFacts {
  const { environment } = identity;
  return {
    environment,
    identity,
    vendorModes: vendorModesOf(config.registry.environments[environment]),
    runMode: 'live',
    releaseDigest: releaseDigest(sourceDir),
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
