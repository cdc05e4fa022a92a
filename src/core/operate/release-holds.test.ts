import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalStore, openLocalStore } from '../../../test/support/local-store.ts';
import { OPERATOR, operatorDeps } from '../../../test/support/operator.ts';
import { createSqliteEffectStore } from '../../adapters/local/effects.ts';
import type { EffectStore } from '../worker/effect-store.ts';
import { getHolds, listHolds, releaseHolds } from './release-holds.ts';

const LIMITS = { repliesTicket10Min: 9, repliesTicket24h: 9, repliesCustomer24h: 9 };

let store: LocalStore;
let effects: EffectStore;
beforeEach(async () => {
  store = await openLocalStore();
  effects = createSqliteEffectStore(store);
});
afterEach(() => store.close());

async function hold(ticketRef: string): Promise<void> {
  const nowMs = store.clock.now();
  const key = { ticketRef, messageRef: 'm_1', kind: 'talk' } as const;
  const effect = { ...key, templateId: 't_pre_purchase_info', customerRef: null, nowMs };
  const { outcome } = await effects.intend(effect, LIMITS);
  expect(outcome).toBe('intended');
  for (const state of ['sending', 'unconfirmed'] as const) {
    const row = await effects.find(key);
    if (row !== null) await effects.move(row, state, { nowMs });
  }
}

describe('R9.2 releasing holds', () => {
  it('closes the holds of one ticket, for good and on the ledger', async () => {
    await hold('t_1');
    await hold('t_2');
    const { deps, entries } = operatorDeps();
    const holds = await getHolds('t_1', effects);

    expect(await releaseHolds('t_1', holds, OPERATOR, { ...deps, effects })).toBe(1);
    expect((await listHolds(effects)).map(({ ticketRef }) => ticketRef)).toEqual(['t_2']);
    expect(entries).toMatchObject([
      { kind: 'decision', effect: 'hold.release', outcome: 'allow' },
      { kind: 'operator', ticketRef: 't_1', detail: { after: '1 holds', reason: 'drill' } },
    ]);
  });

  it('counts no hold that somebody else has closed meanwhile', async () => {
    await hold('t_1');
    const { deps } = operatorDeps();
    const holds = await getHolds('t_1', effects);
    await releaseHolds('t_1', holds, OPERATOR, { ...deps, effects });

    expect(await releaseHolds('t_1', holds, OPERATOR, { ...deps, effects })).toBe(0);
  });

  it('knows no hold of a ticket that has none', async () => {
    await expect(getHolds('t_1', effects)).rejects.toMatchObject({ code: 'HOLD_UNKNOWN' });
  });

  it('closes nothing where the gate refuses', async () => {
    await hold('t_1');
    const { deps } = operatorDeps({ isUnverified: true });
    const holds = await getHolds('t_1', effects);

    await expect(releaseHolds('t_1', holds, OPERATOR, { ...deps, effects })).rejects.toMatchObject({
      code: 'IDENTITY_UNVERIFIED',
    });
    expect(await listHolds(effects)).toHaveLength(1);
  });
});
