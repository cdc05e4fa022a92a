import type { AccountIdentity } from '../../core/environment/account-identity.ts';
import { sealedIdentity } from '../../core/environment/identity.ts';
import type { EnvironmentName } from '../../core/environment/names.ts';
import type { Clock } from '../../core/runtime/clock.ts';

/** The identity of one machine without an account: `sealed`, and verified in dev alone. */
export function createSealedAccountIdentity(
  environment: EnvironmentName,
  clock: Pick<Clock, 'now'>,
): AccountIdentity {
  return { identify: async () => sealedIdentity(environment, clock.now()) };
}
