import type {
  Fingerprint,
  Fingerprinter,
  FingerprintFiles,
  SecretFingerprints,
} from '../environment/fingerprints.ts';
import type { EnvironmentName } from '../environment/names.ts';
import type { SecretId } from '../environment/resource.names.ts';
import { isFingerprinted, liveValues } from '../preflight/secret-checks.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from './operation.ts';

/** Which secrets got a fingerprint, and which are too short or no secret. */
export interface FingerprintResult {
  readonly written: readonly SecretId[];
  readonly exempt: readonly SecretId[];
}

/** The secrets of one environment, as its guard let them be read. */
interface FingerprintedAccount {
  readonly environment: EnvironmentName;
  readonly secretValues: () => ReadonlyMap<SecretId, Sensitive<string>>;
  readonly fingerprinter: Fingerprinter;
  readonly files: Pick<FingerprintFiles, 'loadSecrets' | 'saveSecrets'>;
}

const OPERATION = { effect: 'secrets.fingerprint', direction: 'safer' } as const;

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
export async function renewFingerprints(
  environment: EnvironmentName,
  values: ReadonlyMap<SecretId, Sensitive<string>>,
  file: SecretFingerprints,
  fingerprinter: Fingerprinter,
): Promise<FingerprintResult & { readonly fingerprints: SecretFingerprints }> {
  const made = await Promise.all(
    [...values].map(async ([id, value]) => [id, await printsOf(id, value, fingerprinter)] as const),
  );
  const written = made.filter(([, prints]) => prints.length > 0);
  const own = {
    ...file.environments[environment],
    ...Object.fromEntries(written.map(([id, prints]) => [id, [...prints]])),
  };
  return {
    written: written.map(([id]) => id),
    exempt: made.filter(([, prints]) => prints.length === 0).map(([id]) => id),
    fingerprints: { ...file, environments: { ...file.environments, [environment]: own } },
  };
}

/**
 * Writes the fingerprints of an environment's secrets to the file that the other environments compare with.
 * @throws {ConfigurationError} with the code of the rule that refused, or what the file says
 */
export async function fingerprintSecrets(
  { environment, secretValues, fingerprinter, files }: FingerprintedAccount,
  operator: Operator,
  deps: OperationDeps,
): Promise<FingerprintResult> {
  await authorizeOperator(OPERATION, operator, deps);
  const file = files.loadSecrets();
  const renewed = await renewFingerprints(environment, secretValues(), file, fingerprinter);
  const { written, exempt } = renewed;
  files.saveSecrets(renewed.fingerprints);
  await recordOperation(OPERATION, operator, { after: `${written.length} fingerprints` }, deps);
  return { written, exempt };
}
