import type { EnvironmentName } from './names.ts';

/** How this process knows where it is: all witnesses of an account, an emulator on loopback, or one machine alone. */
export const IDENTITY_KINDS = ['account', 'emulated', 'sealed'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** The witnesses of an environment. A disagreement of any of them refuses, and is named. */
export const WITNESSES = [
  'environment',
  'account',
  'region',
  'marker',
  'secrets',
  'workspace',
] as const;
export type Witness = (typeof WITNESSES)[number];

/** What the witnesses said, once, at the time `verifiedAtMs`. */
export interface Identity {
  readonly environment: EnvironmentName;
  readonly kind: IdentityKind;
  /** Witnesses that agreed. */
  readonly agreeing: readonly Witness[];
  /** Witnesses that could not be heard. */
  readonly silent: readonly Witness[];
  /** Witnesses that said something else. */
  readonly disagreeing: readonly Witness[];
  readonly verifiedAtMs: number;
}

/**
 * The identity of one machine without an account: dev only, sealed vendor modes only.
 * Anything else gets no identity here and is refused by the gate.
 */
export function sealedIdentity(environment: EnvironmentName, nowMs: number): Identity {
  const isDev = environment === 'dev';
  return {
    environment,
    kind: 'sealed',
    agreeing: isDev ? ['environment'] : [],
    silent: isDev ? [] : ['account', 'region', 'marker'],
    disagreeing: [],
    verifiedAtMs: nowMs,
  };
}

/** True when nothing disagrees and the witnesses that its kind needs were heard; the intake opens on nothing less. */
export function isIdentityVerified(identity: Identity): boolean {
  if (identity.disagreeing.length > 0) return false;
  if (identity.kind === 'sealed')
    return identity.environment === 'dev' && identity.agreeing.includes('environment');
  const needed: readonly Witness[] = ['environment', 'account', 'region', 'marker', 'secrets'];
  return needed.every((witness) => identity.agreeing.includes(witness));
}
