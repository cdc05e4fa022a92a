import { isAllSealed, type VendorModes } from '../core/environment/vendor-modes.ts';
import { ConfigurationError } from '../core/errors.ts';

/**
 * One machine without an account may run stubs and the embedded model only.
 * @throws {ConfigurationError} `LIVE_VENDOR_NEEDS_ACCOUNT`
 */
export function assertSealed(modes: VendorModes): void {
  if (isAllSealed(modes)) return;
  throw new ConfigurationError(
    'LIVE_VENDOR_NEEDS_ACCOUNT',
    'A live vendor needs an identity of kind account, and this machine has none.',
    'Set the vendor modes of dev to stub and embedded in config/environments.json.',
  );
}
