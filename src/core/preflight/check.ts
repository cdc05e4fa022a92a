import { z } from 'zod';
import { printable } from '../redaction/redact.ts';

/**
 * `not-set`: an optional flag that nobody set, which means off. `not-compared`: nothing was there to compare with, a
 * warning. `skipped`: another check that it needs did not pass, or it was left out by request.
 */
export const CHECK_STATUSES = [
  'pass',
  'fail',
  'warn',
  'skipped',
  'not-set',
  'not-compared',
] as const;

export type CheckStatus = (typeof CHECK_STATUSES)[number];

const DETAIL_MAX_LENGTH = 200;

export const checkSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9_./-]{1,120}$/),
  status: z.enum(CHECK_STATUSES),
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{2,63}$/)
    .nullable()
    .describe('Stable; explained in docs/errors.md. Null where nothing is wrong.'),
  detail: z
    .string()
    .max(DETAIL_MAX_LENGTH)
    .describe('For people. Never a secret or a part of one, nor anything about a person.'),
  remedy: z.string().max(300).nullable(),
  durationMs: z.int().nonnegative(),
});

/** One thing that was looked at, and what was found. */
export type Check = z.infer<typeof checkSchema>;

/** A check before its duration is known. */
export type Finding = Omit<Check, 'durationMs'>;

function finding(id: string, status: CheckStatus, code: string | null, detail: string): Finding {
  const remedy = code === null ? null : remedyOf(code);
  return { id, status, code, detail: printable(detail, DETAIL_MAX_LENGTH), remedy };
}

export const passed = (id: string, detail: string): Finding => finding(id, 'pass', null, detail);

export const failed = (id: string, code: string, detail: string): Finding =>
  finding(id, 'fail', code, detail);

export const warned = (id: string, code: string, detail: string): Finding =>
  finding(id, 'warn', code, detail);

export const notSet = (id: string, detail: string): Finding => finding(id, 'not-set', null, detail);

export const notCompared = (id: string, detail: string): Finding =>
  finding(id, 'not-compared', 'SECRET_NOT_COMPARED', detail);

export const CHECK_SKIPPED = 'CHECK_SKIPPED';

/** Not looked at: `needs` is the id of the check that must pass first. */
export const skipped = (id: string, needs: string): Finding =>
  finding(id, 'skipped', CHECK_SKIPPED, `needs ${needs}`);

/** Not looked at because somebody asked for that. */
export const leftOut = (id: string, code: string, detail: string): Finding =>
  finding(id, 'skipped', code, detail);

/** The file lags behind a key that was changed: somebody must write it again, and the key is good all the same. */
export const STALE = 'SECRET_FINGERPRINT_STALE';

/** As `isGood`, where the question is whether a witness agrees: a file that lags does not disagree. */
export function isWitnessed(check: Pick<Check, 'status' | 'code'>): boolean {
  return isGood(check) || check.code === STALE;
}

/** Neither refused nor left out. */
export function isGood(check: Pick<Check, 'status'>): boolean {
  return check.status !== 'fail' && check.status !== 'skipped';
}

/** What to do about each code that a check may carry. Short: docs/errors.md says more. */
const REMEDIES: Readonly<Record<string, string>> = {
  CHECK_SKIPPED: 'Mend what it needs first.',
  PROBES_LEFT_OUT: 'Run again without --no-probe.',
  ACCOUNT_NOT_CONFIGURED: 'Put the real account id into config/environments.json.',
  REGION_DIFFERS: 'Name the region of the environment, or leave --region out.',
  CREDENTIALS_MISSING: 'Log in, or name a profile with --profile.',
  CREDENTIALS_EXPIRED: 'Log in again; the session is over.',
  CREDENTIALS_INVALID: 'Use keys of this account; these are not known.',
  CREDENTIALS_DENIED: 'Let these credentials call sts:GetCallerIdentity.',
  ACCOUNT_DIFFERS: 'Use the profile of the environment that you named.',
  ACCOUNT_NOT_EXPECTED: 'Leave --expect-account out, or use the account that it names.',
  CLOCK_SKEWED: 'Set the clock of this machine by a time server.',
  CLOCK_UNKNOWN: 'Run again; the service sent no time.',
  MARKER_MISSING: 'Run npx rpmw account init in the right account.',
  MARKER_DIFFERS: 'Stop: this account was set up as another environment.',
  MARKER_UNREADABLE: 'Let these credentials read the marker parameter.',
  MARKER_ELSEWHERE: 'Stop: the marker was answered from another account or region.',
  SECRET_MISSING: 'Deploy the stack of this environment: it creates the secret.',
  SECRET_DESCRIBE_DENIED: 'Allow secretsmanager:DescribeSecret on exactly this secret.',
  SECRET_READ_DENIED: 'Allow secretsmanager:GetSecretValue on exactly this secret.',
  SECRET_UNDECRYPTABLE: 'Allow the use of the key that encrypts the secret.',
  SECRET_EMPTY: 'Put a value into the secret.',
  SECRET_PLACEHOLDER: 'Put the real value into the secret.',
  SECRET_SHAPE_WRONG: 'Put the value there exactly as the vendor shows it.',
  SECRET_TAG_DIFFERS: 'Deploy the stack of this environment: it tags the secret.',
  SECRET_ELSEWHERE: 'Stop: the secret was answered from another account or region.',
  SECRET_DELETION_SCHEDULED: 'Restore the secret, or take the vendor out of the configuration.',
  SECRET_OF_OTHER_ENVIRONMENT: 'Make a key of its own for this environment.',
  SECRET_FINGERPRINT_STALE: 'Run npx rpmw secrets fingerprint for this environment.',
  SECRET_NOT_COMPARED: 'Run npx rpmw secrets fingerprint for the other environments.',
  FLAG_MISSING: 'Run npx rpmw account init, which writes what is missing.',
  FLAG_UNREADABLE: 'Let these credentials read the parameter.',
  FLAG_UNDECRYPTABLE: 'Store the flag as a String, or allow the use of its key.',
  FLAG_EMPTY: 'Set the flag with npx rpmw flags set.',
  FLAG_INVALID: 'Set the flag with npx rpmw flags set: exactly true or false.',
  STAGING_OPEN:
    'Set safe_mode=true and automation_enabled=false, or say why with --allow-open-staging.',
  LIMIT_DIFFERS: 'Set the limit back to the documented figure.',
  STORE_UNWRITABLE: 'Check the folder of --data-dir and its free space.',
  WORKSPACE_UNVERIFIED: 'Start it where the helpdesk can be asked, or with a stub.',
  IDENTITY_UNVERIFIED:
    'Let every witness agree first; from an emulated account no live vendor is asked.',
  WORKSPACE_UNREGISTERED: 'Run npx rpmw workspace register when it is the right workspace.',
  WORKSPACE_DIFFERS: 'Stop: the key opens another workspace than the registered one.',
  WORKSPACE_CHANGED: 'Look at what changed, then run npx rpmw workspace register again.',
  WORKSPACE_NOT_COMPARED: 'Register the workspace of prod first.',
  WORKSPACE_IS_STUB: 'Set a live mode in config/environments.json first.',
  WORKSPACE_IS_PROD: 'Use the key of a workspace of its own, not of prod.',
  BOT_AGENT_UNKNOWN: 'Put the id of a real agent of this workspace into the secret.',
  RICHPANEL_KEY_REFUSED: 'Put a valid Richpanel key into the secret.',
  SHOP_DIFFERS: 'Use a token of the shop in config/environments.json.',
  SHOP_VERSION_UNSUPPORTED: 'Pin an API version that the shop supports.',
  SHOP_SCOPE_WRITES: 'Make a token without any write scope.',
  SHOP_ORDERS_60_DAYS: 'Add read_all_orders if older orders must be found.',
  SHOP_TOKEN_REFUSED: 'Put a valid Admin API token into the secret.',
  MODEL_KEY_REFUSED: 'Put a valid OpenAI key into the secret.',
  MODEL_UNKNOWN: 'Pin a model that this key may use.',
  ENDPOINT_UNREACHABLE: 'Check the network and the endpoint.',
  ENDPOINT_TIMEOUT: 'Run again, or allow more with --timeout.',
  ENDPOINT_NOT_LISTED: 'Remove the endpoint setting from the profile.',
  SERVICE_THROTTLED: 'Wait a minute and run again.',
  SERVICE_FAILED: 'Run again; look at the status page of the service if it stays.',
  ANSWER_UNREADABLE: 'Run again; check what answers at the endpoint if it stays.',
  ACCESS_DENIED: 'Allow the call for these credentials.',
};

const GENERAL = 'See docs/errors.md for the code.';

export function remedyOf(code: string): string {
  return Object.hasOwn(REMEDIES, code) ? (REMEDIES[code] ?? GENERAL) : GENERAL;
}
