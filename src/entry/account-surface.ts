import { existsSync } from 'node:fs';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { AccountSurface } from '../cli/account-surface.ts';
import {
  loadSecretFingerprints,
  loadWorkspaces,
  saveSecretFingerprints,
  saveWorkspaces,
} from '../config/fingerprint-files.ts';
import { identityOf } from '../core/preflight/identity-of.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import { createOperation } from './operation.ts';
import { operatorLedgerPath } from './operator-ledger.ts';
import type { AccountWorld } from './reach-account.ts';

/**
 * Everything a command may do with an account, from this machine. What speaks to AWS is loaded when it is needed: the
 * commands of one machine start without it.
 */
export function createAccountSurface(
  world: AccountWorld & { readonly actor: string },
): AccountSurface {
  return {
    open: async (options) => (await import('./account.ts')).openAccount(options, world),
    preflight: async (options) =>
      (await import('./account-preflight.ts')).preflightAccount(options, world),
    openLedger: async (options) => {
      const { environment } = options;
      if (!existsSync(operatorLedgerPath(options)))
        throw new ConfigurationError(
          'STORE_MISSING',
          'Nothing was done in this account from this data folder.',
          'Name the folder with --data-dir.',
        );
      const unwitnessed = () =>
        identityOf([], { environment, identityKind: 'account' }, createSystemClock().now());
      return (await createOperation(options, unwitnessed).open()).operatorLedger;
    },
    files: {
      loadSecrets: loadSecretFingerprints,
      saveSecrets: saveSecretFingerprints,
      loadWorkspaces,
      saveWorkspaces,
    },
  };
}
