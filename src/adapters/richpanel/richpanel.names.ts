/** The vendor's API: the same origin for every workspace; the key alone says which one. */
export const RICHPANEL_ORIGIN = 'https://api.richpanel.com';
export const RICHPANEL_PATH_PREFIX = ['v1'] as const;
export const RICHPANEL_USERS_PATH_PREFIX = ['v1', 'users'] as const;
export const RICHPANEL_CHANNELS_PATH_PREFIX = ['v1', 'channel'] as const;
export const RICHPANEL_KEY_HEADER = 'x-richpanel-key';

/**
 * 50 requests per 30 s and key in every mode but `stub`; may be configured lower, never higher. The slack keeps the
 * vendor's count, taken when a request arrives, within the same law as ours, taken when its token is.
 */
export const RICHPANEL_RATE = { capacity: 50, windowMs: 30_000, slackMs: 2_000 } as const;

export const RICHPANEL_METRICS = {
  rateLimited: 'richpanel.rate_limited',
  failures: 'richpanel.failures',
} as const;

/** Codes of `WriteOutcome`: what is known of a write that was not accepted. */
export const WRITE_CODES = {
  notConnected: 'VENDOR_NOT_CONNECTED',
  rateLimited: 'VENDOR_RATE_LIMITED',
  notFound: 'VENDOR_NOT_FOUND',
  rejected: 'VENDOR_REJECTED',
  timeout: 'VENDOR_TIMEOUT',
  reset: 'VENDOR_RESET',
  truncated: 'VENDOR_TRUNCATED',
  tooLarge: 'VENDOR_ANSWER_TOO_LARGE',
  failed: 'VENDOR_FAILED',
  unexpectedStatus: 'VENDOR_STATUS_UNEXPECTED',
} as const;
