import { ConfigurationError } from '../runtime/errors.ts';
import type { EffectRow, EffectStore } from '../worker/effect-store.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from './operation.ts';

const LIST_LIMIT = 10_000;
const RELEASED = 'HOLD_RELEASED';

/** Lists the replies whose outcome nobody knows and that no person has closed. */
export async function listHolds(
  effects: Pick<EffectStore, 'listUnconfirmed'>,
): Promise<readonly EffectRow[]> {
  const unconfirmed = await effects.listUnconfirmed(LIST_LIMIT);
  return unconfirmed.filter((row) => !row.codes.includes(RELEASED));
}

/** The holds of one ticket. @throws {ConfigurationError} `HOLD_UNKNOWN` when it has none */
export async function getHolds(
  ticketRef: string,
  effects: Pick<EffectStore, 'listUnconfirmed'>,
): Promise<readonly EffectRow[]> {
  const holds = (await listHolds(effects)).filter((row) => row.ticketRef === ticketRef);
  if (holds.length > 0) return holds;
  throw new ConfigurationError(
    'HOLD_UNKNOWN',
    'Nothing is on hold for this ticket.',
    'npx rpmw holds list shows what is.',
  );
}

/**
 * Closes holds of one ticket for good; nothing is ever sent. A hold that was closed meanwhile is not counted.
 * @returns how many were closed @throws {ConfigurationError} with the code of the rule that refused
 */
export async function releaseHolds(
  ticketRef: string,
  holds: readonly EffectRow[],
  operator: Operator,
  deps: OperationDeps & { readonly effects: Pick<EffectStore, 'move'> },
): Promise<number> {
  const operation = { effect: 'hold.release', ticketRef, direction: 'safer' } as const;
  await authorizeOperator(operation, operator, deps);
  const nowMs = deps.clock.now();
  const moves = holds.map((row) =>
    deps.effects.move(row, 'unconfirmed', { nowMs, codes: [...row.codes, RELEASED] }),
  );
  const released = (await Promise.all(moves)).filter((row) => row !== null).length;
  await recordOperation(operation, operator, { after: `${released} holds` }, deps);
  return released;
}
