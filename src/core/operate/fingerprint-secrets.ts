import type {
  Fingerprint,
  Fingerprinter,
  SecretFingerprints,
} from '../environment/fingerprints.ts';

import type { EnvironmentName } from '../environment/names.ts';
import type { SecretId } from '../environment/resource.names.ts';
import { isFingerprinted, liveValues } from '../preflight/secret-checks.ts';

import { Sensitive } from '../redaction/sensitive.ts';

/** Which secrets got a fingerprint, and which are too short or no secret. */
export interface FingerprintResult {
  readonly written: readonly SecretId[];
  readonly exempt: readonly SecretId[];
  readonly fingerprints: SecretFingerprints;
}

async function printsOf(
  id: SecretId,
  value: Sensitive<string>,
  fingerprinter: Fingerprinter,
): Promise<readonly Fingerprint[]> {
  const values = liveValues(id, value.reveal()) ?? [];
  const long = values.filter((live) => isFingerprinted(id, live));
  return Promise.all(long.map((live) => fingerprinter.make(new Sensitive(live))));
}

/**
 * Puts fresh fingerprints of the values given into one environment. Those of other secrets stay: a key whose vendor is a
 * stub for now is still that environment's key.
 */
export async function fingerprintSecrets(
  environment: EnvironmentName,
  values: ReadonlyMap<SecretId, Sensitive<string>>,
  file: SecretFingerprints,
  fingerprinter: Fingerprinter,
): Promise<FingerprintResult> {
  const made = await Promise.all(
    [...values].map(async ([id, value]) => [id, await printsOf(id, value, fingerprinter)] as const),
  );
  const written = made.filter(([, prints]) => prints.length > 0);
  return {
    written: written.map(([id]) => id),
    exempt: made.filter(([, prints]) => prints.length === 0).map(([id]) => id),
    fingerprints: {
      ...file,
      environments: {
        ...file.environments,
        [environment]: {
          ...file.environments[environment],
          ...Object.fromEntries(written.map(([id, prints]) => [id, [...prints]])),
        },
      },
    },
  };
}
