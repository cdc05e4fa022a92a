import { z } from 'zod';
import type { Sensitive } from '../redaction/sensitive.ts';
import { ENVIRONMENT_NAMES } from './names.ts';
import { SECRET_IDS } from './resource.names.ts';
import { RICHPANEL_MODES } from './vendor-modes.ts';

/** scrypt with N = 2^14, r = 8, p = 1 over a salt of 16 bytes; 32 bytes of result. Hexadecimal. */
export const fingerprintSchema = z.strictObject({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Fingerprint = z.infer<typeof fingerprintSchema>;

/**
 * config/secret-fingerprints.json, written by `rpmw secrets fingerprint`: per environment and secret one fingerprint of
 * every live value (two while a webhook token is rotated). An environment that is not there was never written.
 */
export const secretFingerprintsSchema = z.strictObject({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  environments: z.partialRecord(
    z.enum(ENVIRONMENT_NAMES),
    z.partialRecord(z.enum(SECRET_IDS), z.array(fingerprintSchema).min(1).max(2)),
  ),
});

export type SecretFingerprints = z.infer<typeof secretFingerprintsSchema>;

const SET_MAX = 10_000;

/**
 * A set of ids, each by a hash of its own under one salt: two sets can be found to share some, and nobody reads an id out
 * of one. scrypt with N = 2^11, because there are many and they are no secrets; 16 bytes of result.
 */
export const setFingerprintSchema = z.strictObject({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hashes: z
    .array(z.string().regex(/^[0-9a-f]{32}$/))
    .min(1)
    .max(SET_MAX),
});

type SetFingerprint = z.infer<typeof setFingerprintSchema>;

/** What a workspace is known by: the ids of its channels and of its users. */
const workspaceFingerprintSchema = z.strictObject({
  channels: setFingerprintSchema,
  users: setFingerprintSchema,
});

export type WorkspaceFingerprint = z.infer<typeof workspaceFingerprintSchema>;

/**
 * config/workspaces.json, written by `rpmw workspace register`: per environment and Richpanel mode the fingerprints of
 * the workspace's stable ids. No entry means that the workspace is unverified.
 */
export const workspacesSchema = z.strictObject({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  environments: z.partialRecord(
    z.enum(ENVIRONMENT_NAMES),
    z.partialRecord(z.enum(RICHPANEL_MODES), workspaceFingerprintSchema),
  ),
});

export type Workspaces = z.infer<typeof workspacesSchema>;

/**
 * Salted, slow hashes (scrypt): equal values can be found to be equal, and nobody learns a value from one, nor that two
 * fingerprints are of one value.
 */
export interface Fingerprinter {
  /** A new fingerprint with a random salt of its own. */
  make(value: Sensitive<string>): Promise<Fingerprint>;
  matches(value: Sensitive<string>, fingerprint: Fingerprint): Promise<boolean>;
  /** Fingerprints of ids under one new salt, in an order that says nothing. Ids are not secret, and there are many. */
  makeSet(ids: readonly string[]): Promise<SetFingerprint>;
  /** How many of these ids, each counted once, are in the set. */
  countShared(ids: readonly string[], known: SetFingerprint): Promise<number>;
}

/** The files of fingerprints beside the configuration, in version control. A file that is missing holds none. */
export interface FingerprintFiles {
  /** @throws {ConfigurationError} `FINGERPRINTS_UNREADABLE` */
  readonly loadSecrets: () => SecretFingerprints;
  /** Replaces the file whole. @throws {ConfigurationError} `FINGERPRINTS_UNWRITABLE` */
  readonly saveSecrets: (fingerprints: SecretFingerprints) => void;
  /** @throws {ConfigurationError} `FINGERPRINTS_UNREADABLE` */
  readonly loadWorkspaces: () => Workspaces;
  /** Replaces the file whole. @throws {ConfigurationError} `FINGERPRINTS_UNWRITABLE` */
  readonly saveWorkspaces: (workspaces: Workspaces) => void;
}
