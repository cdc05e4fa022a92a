import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPlaceholderAccount } from '../src/core/environment/registry.ts';

/** In the assembly: which stacks may be deployed. A stack that it does not name as deployable may not. */
const DEPLOYABILITY_FILE = 'deployability.json';
/** The rule that a template carries when its account is a placeholder: CloudFormation itself refuses it then. */
export const PLACEHOLDER_RULE = 'PlaceholderAccount';

/** What one stack of an assembly is, and why it may not be deployed; no reason means that it may. */
export interface StackVerdict {
  readonly stack: string;
  /** Null for a stack that belongs to no environment. */
  readonly environment: string | null;
  readonly account: string;
  readonly region: string;
  readonly deployable: boolean;
  readonly reasons: readonly string[];
}

type Described = Pick<StackVerdict, 'stack' | 'environment' | 'account' | 'region'>;

/** @param accounts every account that the stack names, its own included */
export function judgeStack(described: Described, accounts: readonly string[]): StackVerdict {
  const reasons = [...new Set(accounts)]
    .filter(isPlaceholderAccount)
    .map((account) => `account ${account} is a placeholder`);
  return { ...described, deployable: reasons.length === 0, reasons };
}

export function writeDeployability(assembly: string, stacks: readonly StackVerdict[]): void {
  const content = `${JSON.stringify({ schemaVersion: 1, stacks }, null, 2)}\n`;
  writeFileSync(join(assembly, DEPLOYABILITY_FILE), content);
}
