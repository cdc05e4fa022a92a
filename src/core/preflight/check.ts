import { z } from 'zod';
import { printable } from '../redaction/printable.ts';
import { remedyOf } from './remedies.ts';

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

/** As `isGood`, for whoever asks whether a witness agrees: a file that lags is none that disagrees. */
export function isWitnessed(check: Pick<Check, 'status' | 'code'>): boolean {
  return isGood(check) || check.code === STALE;
}

/** Neither refused nor left out. */
export function isGood(check: Pick<Check, 'status'>): boolean {
  return check.status !== 'fail' && check.status !== 'skipped';
}
