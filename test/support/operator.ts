import { NOTHING_APPROVED } from '../../src/core/gate/approval-source.ts';
import type { GateContext } from '../../src/core/gate/context.ts';
import type { OperationDeps } from '../../src/core/operate/operation.ts';
import { createRememberingLedger } from '../contract/helpdesk-harness.ts';
import { allowingContext } from './gate-context.ts';

export const OPERATOR = { actor: 'ada', reason: 'drill' } as const;

/** What an operator’s act in dev is given, and the entries that it leaves on the ledger. */
export function operatorDeps(change: { readonly isUnverified?: boolean } = {}) {
  const { ledger, entries } = createRememberingLedger();
  const context = allowingContext();
  const { agreeing } = context.process.identity;
  const process: GateContext['process'] = {
    ...context.process,
    environment: 'dev',
    identity: {
      ...context.process.identity,
      environment: 'dev',
      agreeing: change.isUnverified === true ? ['environment'] : agreeing,
    },
  };
  const deps: OperationDeps = {
    ledger,
    clock: { now: () => context.nowMs },
    operatorContext: () => ({ ...context, process }),
    approvals: NOTHING_APPROVED,
  };
  return { deps, entries };
}
