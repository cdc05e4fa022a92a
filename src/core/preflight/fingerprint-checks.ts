import type {
  Fingerprint,
  Fingerprinter,
  SecretFingerprints,
} from '../environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { type Registry, vendorModesOf } from '../environment/registry.ts';
import { requiredSecrets, type SecretId } from '../environment/resource.names.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { type Finding, failed, notCompared, passed, STALE, warned } from './check.ts';
import { isFingerprinted, secretCheckId } from './secret-checks.ts';

/** What is compared with: the fingerprints on file, and which environments must have one. */
export interface FingerprintFile {
  readonly registry: Registry;
  /** Asked only where secrets are compared: a broken file must not stop a kill. */
  readonly fingerprints: () => SecretFingerprints;
}

interface Others {
  readonly known: readonly {
    readonly environment: EnvironmentName;
    readonly fingerprint: Fingerprint;
  }[];
  /** Environments that have such a secret, and no fingerprint of it on file. */
  readonly unknown: readonly EnvironmentName[];
}

function othersOf(id: SecretId, environment: EnvironmentName, file: FingerprintFile): Others {
  const others = ENVIRONMENT_NAMES.filter((name) => name !== environment);
  const { environments } = file.fingerprints();
  const onFile = (name: EnvironmentName) => environments[name]?.[id] ?? [];
  const hasSecret = (name: EnvironmentName) =>
    requiredSecrets(vendorModesOf(file.registry.environments[name])).includes(id);
  return {
    known: others.flatMap((name) =>
      onFile(name).map((fingerprint) => ({ environment: name, fingerprint })),
    ),
    unknown: others.filter((name) => hasSecret(name) && onFile(name).length === 0),
  };
}

/** True when a live value that could be on file is not among what this environment has on file. */
async function isStale(
  id: SecretId,
  values: readonly string[],
  own: readonly Fingerprint[],
  fingerprinter: Fingerprinter,
): Promise<boolean> {
  if (own.length === 0) return false;
  const long = values.filter((value) => isFingerprinted(id, value));
  const isOnFile = async (value: string): Promise<boolean> => {
    const found = await Promise.all(
      own.map((known) => fingerprinter.matches(new Sensitive(value), known)),
    );
    return found.includes(true);
  };
  return (await Promise.all(long.map(isOnFile))).includes(false);
}

async function findOwner(
  values: readonly string[],
  known: Others['known'],
  fingerprinter: Fingerprinter,
): Promise<EnvironmentName | undefined> {
  const pairs = values.flatMap((value) => known.map((other) => ({ value, ...other })));
  const matches = await Promise.all(
    pairs.map(({ value, fingerprint }) => fingerprinter.matches(new Sensitive(value), fingerprint)),
  );
  return pairs.find((_, index) => matches[index])?.environment;
}

/**
 * No live value of the secret is another environment's (R6.1, R9.1), and what is on file for this one is of its live
 * value: else the others compare with a key that is no longer used. Null for the bot agent's id, which may be the same.
 * An environment whose vendor is a stub has no such secret, so there is nothing to compare with.
 */
export async function checkFingerprint(
  id: SecretId,
  values: readonly string[],
  environment: EnvironmentName,
  file: FingerprintFile,
  fingerprinter: Fingerprinter,
): Promise<Finding | null> {
  if (id === 'richpanel/bot_agent_id') return null;
  const checkId = secretCheckId(id, 'fingerprint');
  const isProd = environment === 'prod';
  const { known, unknown } = othersOf(id, environment, file);
  const own = file.fingerprints().environments[environment]?.[id] ?? [];
  const [owner, stale] = await Promise.all([
    findOwner(values, known, fingerprinter),
    isStale(id, values, own, fingerprinter),
  ]);
  if (owner !== undefined)
    return failed(checkId, 'SECRET_OF_OTHER_ENVIRONMENT', `it is the value of ${owner}`);
  if (stale)
    return (isProd ? failed : warned)(checkId, STALE, 'what is on file is of an older value');
  if (unknown.length === 0) return passed(checkId, 'differs from every other environment');
  const detail = `nothing on file for ${unknown.join(' and ')}`;
  return isProd ? failed(checkId, 'SECRET_NOT_COMPARED', detail) : notCompared(checkId, detail);
}
