import type { ResourcePlace } from '../../../src/core/environment/account.ts';

export const PARAMETER_TYPES = ['String', 'StringList', 'SecureString'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export interface StoredParameter {
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
}

interface SecretVersion {
  readonly versionId: string;
  readonly stages: readonly string[];
  readonly text: string | null;
  /** Base64. */
  readonly binary: string | null;
}

export interface StoredSecret {
  readonly tags: ReadonlyMap<string, string>;
  readonly versions: readonly SecretVersion[];
  readonly deletedAtMs: number | null;
}

/** What the account holds. Tests change it directly or through the API. */
export interface AccountState {
  accountId: string;
  readonly region: string;
  /** Added to the `Date` header, as a clock that is wrong on one side. */
  clockOffsetMs: number;
  /** The session's name as people have it: an e-mail address. It must never be seen on our side of the wire. */
  sessionName: string;
  readonly parameters: Map<string, StoredParameter>;
  readonly secrets: Map<string, StoredSecret>;
  /** Places that the ARNs of single parameters or secrets name instead of the account's own. */
  readonly strayPlaces: Map<string, ResourcePlace>;
}

const SESSION_CANARY = 'canary.session@example.com';

export function createAccountState(accountId: string, region: string): AccountState {
  return {
    accountId,
    region,
    clockOffsetMs: 0,
    sessionName: SESSION_CANARY,
    parameters: new Map(),
    secrets: new Map(),
    strayPlaces: new Map(),
  };
}

/** Writes over what was there. @returns the version, from 1 */
export function storeParameter(
  state: AccountState,
  name: string,
  value: string,
  type: ParameterType = 'String',
): number {
  const version = (state.parameters.get(name)?.version ?? 0) + 1;
  state.parameters.set(name, { type, value, version });
  return version;
}

export type SecretContent = { readonly text: string } | { readonly binary: string } | null;

/** Makes a secret, or gives it a new current version; `null` makes one without a version, as a stack does. */
export function storeSecret(
  state: AccountState,
  name: string,
  content: SecretContent,
  tags: Readonly<Record<string, string>> = {},
): void {
  const before = state.secrets.get(name);
  const merged = new Map([...(before?.tags ?? []), ...Object.entries(tags)]);
  const demoted = (before?.versions ?? []).map((version) => ({
    ...version,
    stages: version.stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [],
  }));
  const versions =
    content === null ? (before?.versions ?? []) : [...demoted, newVersion(content, demoted.length)];
  state.secrets.set(name, { tags: merged, versions, deletedAtMs: before?.deletedAtMs ?? null });
}

function newVersion(content: NonNullable<SecretContent>, index: number): SecretVersion {
  return {
    versionId: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
    stages: ['AWSCURRENT'],
    text: 'text' in content ? content.text : null,
    binary: 'binary' in content ? content.binary : null,
  };
}

export function scheduleDeletion(state: AccountState, name: string, deletedAtMs: number): void {
  const secret = state.secrets.get(name);
  if (secret !== undefined) state.secrets.set(name, { ...secret, deletedAtMs });
}

function placeOf(state: AccountState, name: string): ResourcePlace {
  return state.strayPlaces.get(name) ?? state;
}

export function parameterArn(state: AccountState, name: string): string {
  const { region, accountId } = placeOf(state, name);
  return `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}

/** Secrets Manager ends the ARN of every secret with six characters of its own. */
export function secretArn(state: AccountState, name: string): string {
  const { region, accountId } = placeOf(state, name);
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-AbCdEf`;
}
