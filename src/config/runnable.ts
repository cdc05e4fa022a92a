import { isIdentityVerified, sealedIdentity } from '../core/environment/identity.ts';
import type { EnvironmentName } from '../core/environment/names.ts';
import { vendorModesOf } from '../core/environment/registry.ts';
import { scopeRuleOf, type TicketScope } from '../core/environment/ticket-scope.ts';
import { isAllSealed } from '../core/environment/vendor-modes.ts';
import type { Configuration } from '../core/operate/configuration.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';

/**
 * Refuses, before anything is opened, what one machine without an account may not run: another environment than dev,
 * a live vendor, or a ticket scope that its mode does not allow.
 * @throws {ConfigurationError} `IDENTITY_UNVERIFIED`, `LIVE_VENDOR_NEEDS_ACCOUNT` or `TICKET_SCOPE_FORBIDDEN`
 */
export function assertRunnable(
  config: Configuration,
  run: { readonly environment: EnvironmentName; readonly ticketScope: TicketScope | undefined },
): void {
  const { environment, ticketScope } = run;
  if (!isIdentityVerified(sealedIdentity(environment, 0))) {
    throw new ConfigurationError(
      'IDENTITY_UNVERIFIED',
      `One machine without an account cannot prove that it is ${environment}.`,
      'Run dev on one machine; the other environments run in their own accounts.',
    );
  }
  const settings = config.registry.environments[environment];
  if (!isAllSealed(vendorModesOf(settings))) {
    throw new ConfigurationError(
      'LIVE_VENDOR_NEEDS_ACCOUNT',
      'A live vendor needs an identity of kind account, and this machine has none.',
      `Set the vendor modes of ${environment} to stub and embedded in config/environments.json.`,
    );
  }
  scopeRuleOf(settings.vendors.richpanel, ticketScope);
}
