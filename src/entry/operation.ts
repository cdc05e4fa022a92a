import { join } from 'node:path';
import { createNoApprovals } from '../adapters/local/machine.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { OperatorLedger } from '../cli/account-surface.ts';
import type { LocalOptions } from '../cli/local-options.ts';
import { loadConfig } from '../config/load-config.ts';
import { operatorContext, processFacts } from '../config/process-facts.ts';
import type { Identity } from '../core/environment/identity.ts';
import type { GateContext } from '../core/gate/context.ts';
import type { OperationDeps } from '../core/operate/operation.ts';
import { openOperatorLedger } from './operator-ledger.ts';
import { PROJECT_DIR } from './project-dir.ts';

/** What an operator's act in an account needs, judged by what the witnesses said. */
export interface Operation extends OperationDeps {
  readonly operatorLedger: OperatorLedger;
  readonly contextFor: (identity: Identity) => GateContext;
}

/** Opens nothing until `open`: a kill must not depend on the ledger of this machine, nor on other files. */
export function createOperation(options: LocalOptions, identity: () => Identity) {
  let opened: OperatorLedger | null = null;
  const open = async (): Promise<Operation> => {
    const config = loadConfig(options.configDir);
    const own = processFacts(identity(), config, join(PROJECT_DIR, 'src'));
    const facts = (witnessed: Identity) => ({ ...own, identity: witnessed });
    const clock = createSystemClock();
    opened ??= openOperatorLedger(options, () => facts(identity()));
    const contextFor = (witnessed: Identity) =>
      operatorContext(facts(witnessed), config, clock.now());
    return {
      clock,
      ledger: opened.ledger,
      operatorLedger: opened,
      contextFor,
      operatorContext: () => contextFor(identity()),
      approvals: createNoApprovals(),
    };
  };
  const isWritable = async (): Promise<boolean> => {
    try {
      return await (await open()).operatorLedger.isWritable();
    } catch {
      return false;
    }
  };
  return { open, isWritable, close: async () => opened?.close() };
}
