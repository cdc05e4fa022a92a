import type { Fingerprint, SecretFingerprints } from '../environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { type Registry, vendorModesOf } from '../environment/registry.ts';
import type { SecretId } from '../environment/resource.names.ts';
import type { Fingerprinter } from '../ports/fingerprinter.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { type Finding, failed, notCompared, passed } from './check.ts';
import { secretCheckId } from './judge-secrets.ts';
import { requiredSecrets } from './required-secrets.ts';

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

/**
 * No live value of the secret is another environment's (R6.1, R9.1). Null for the bot agent's id, which may be the same.
 * An environment whose vendor is a stub has no such secret, so there is nothing to compare with.
 */
export async function judgeFingerprint(
  id: SecretId,
  values: readonly string[],
  environment: EnvironmentName,
  file: FingerprintFile,
  fingerprinter: Fingerprinter,
): Promise<Finding | null> {
  if (id === 'richpanel/bot_agent_id') return null;
  const checkId = secretCheckId(id, 'fingerprint');
  const { known, unknown } = othersOf(id, environment, file);
  const pairs = values.flatMap((value) => known.map((other) => ({ value, ...other })));
  const matches = await Promise.all(
    pairs.map(({ value, fingerprint }) => fingerprinter.matches(new Sensitive(value), fingerprint)),
  );
  const owner = pairs.find((_, index) => matches[index])?.environment;
  if (owner !== undefined)
    return failed(checkId, 'SECRET_OF_OTHER_ENVIRONMENT', `it is the value of ${owner}`);
  if (unknown.length === 0) return passed(checkId, 'differs from every other environment');
  const detail = `nothing on file for ${unknown.join(' and ')}`;
  return environment === 'prod'
    ? failed(checkId, 'SECRET_NOT_COMPARED', detail)
    : notCompared(checkId, detail);
}
