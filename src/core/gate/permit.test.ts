import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import type { PreparedRequest, RouteProposal } from './effects.ts';
import type { Ledger, NewLedgerEntry } from './ledger.ts';
import { authorize, PERMIT_LIFETIME_MS, Permit, redeemPermit } from './permit.ts';

const digest = createNodeDigest();
const NOW_MS = allowingContext().nowMs;
const REQUEST: PreparedRequest<'tags.add'> = {
  effect: 'tags.add',
  method: 'PUT',
  origin: 'https://api.richpanel.com',
  path: '/v1/tickets/1/add-tags',
  body: '{"tags":["mw-processed"]}',
};
const PROPOSAL = allowingProposal('tags.add') as RouteProposal & { readonly name: 'tags.add' };

function prepare() {
  const entries: NewLedgerEntry[] = [];
  const ledger: Pick<Ledger, 'append'> = {
    append: async (entry) => {
      entries.push(entry);
      return { ...entry, seq: entries.length, previousHash: '0'.repeat(64), hash: '0'.repeat(64) };
    },
  };
  // Only `append` is used; the rest of the port is out of reach here.
  const deps = { ledger: ledger as Ledger, digest, now: () => NOW_MS };
  const running = (nowMs = NOW_MS) => ({ environment: 'prod', nowMs, digest }) as const;
  return { entries, deps, running };
}

async function permitFor(deps: ReturnType<typeof prepare>['deps']) {
  const granted = await authorize(PROPOSAL, REQUEST, allowingContext(), deps);
  if (granted.outcome !== 'allow') throw new Error('the prepared context must allow');
  return granted.permit;
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'NOTHING_THROWN';
  } catch (thrown) {
    return (thrown as { code?: string }).code ?? String(thrown);
  }
}

describe('a Permit', () => {
  it('is redeemed once, for the exact request', async () => {
    const { deps, running } = prepare();
    const permit = await permitFor(deps);

    expect(redeemPermit(permit, REQUEST, running())).toMatchObject({
      effect: 'tags.add',
      ticketRef: 't_1',
    });
    expect(codeOf(() => redeemPermit(permit, REQUEST, running()))).toBe('PERMIT_SPENT');
  });

  it.each([
    { method: 'POST' },
    { origin: 'https://api.richpanel.com.evil.example' },
    { path: '/v1/tickets/2/add-tags' },
    { body: '{"tags":["mw-test"]}' },
    { body: null },
  ])('is worth nothing for another request: %j', async (change) => {
    const { deps, running } = prepare();
    const other = { ...REQUEST, ...change } as PreparedRequest<'tags.add'>;

    expect(codeOf(() => redeemPermit(undefined, other, running()))).toBe('PERMIT_FORGED');
    const permit = await permitFor(deps);
    expect(codeOf(() => redeemPermit(permit, other, running()))).toBe('PERMIT_REQUEST_DIFFERS');
    expect(codeOf(() => redeemPermit(permit, REQUEST, running()))).toBe('PERMIT_SPENT');
  });

  it('ends after ten seconds, and is none yet before it was minted', async () => {
    const { deps, running } = prepare();

    const [inTime, late, early] = [
      await permitFor(deps),
      await permitFor(deps),
      await permitFor(deps),
    ];

    expect(
      codeOf(() => redeemPermit(late, REQUEST, running(NOW_MS + PERMIT_LIFETIME_MS + 1))),
    ).toBe('PERMIT_EXPIRED');
    expect(codeOf(() => redeemPermit(early, REQUEST, running(NOW_MS - 1)))).toBe('PERMIT_EXPIRED');
    expect(redeemPermit(inTime, REQUEST, running(NOW_MS + PERMIT_LIFETIME_MS))).toBeDefined();
  });

  it('is of one environment and one effect', async () => {
    const { deps, running } = prepare();
    const [here, there] = [await permitFor(deps), await permitFor(deps)];
    const otherEffect = { ...REQUEST, effect: 'tags.remove' } as const;

    expect(codeOf(() => redeemPermit(here, REQUEST, { ...running(), environment: 'dev' }))).toBe(
      'PERMIT_FOREIGN',
    );
    expect(codeOf(() => redeemPermit(there, otherEffect, running()))).toBe('PERMIT_FOREIGN');
  });

  it('cannot be forged, copied, constructed or serialised', async () => {
    const { deps, running } = prepare();
    const permit = await permitFor(deps);
    const copies = [
      { ...permit },
      structuredCloneOrNull(permit),
      Object.create(Permit.prototype),
      {},
      null,
      'permit',
    ];

    for (const copy of copies)
      expect(codeOf(() => redeemPermit(copy, REQUEST, running()))).toBe('PERMIT_FORGED');
    expect(codeOf(() => JSON.stringify(permit))).toBe('PERMIT_SERIALISED');
    expect(codeOf(() => Reflect.construct(Permit, [{ effect: 'tags.add' }]))).toBe('PERMIT_FORGED');
  });
});

function structuredCloneOrNull(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return null;
  }
}

describe('authorize', () => {
  it('writes the decision before a Permit exists, with the hash of the request', async () => {
    const { deps, entries } = prepare();

    await permitFor(deps);

    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      kind: 'decision',
      effect: 'tags.add',
      outcome: 'allow',
      vendorMode: 'live',
      ticketRef: 't_1',
    });
    expect(entries[0]?.requestHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives no Permit when the ledger fails', async () => {
    const { deps } = prepare();
    const broken = {
      ...deps,
      ledger: { append: () => Promise.reject(new Error('disk full')) } as unknown as Ledger,
    };

    await expect(authorize(PROPOSAL, REQUEST, allowingContext(), broken)).rejects.toThrow(
      'disk full',
    );
  });

  it('records a refusal with every code and gives no Permit', async () => {
    const { deps, entries } = prepare();
    const shadow = {
      ...allowingContext(),
      process: { ...allowingContext().process, runMode: 'shadow' as const },
    };

    const granted = await authorize(PROPOSAL, REQUEST, shadow, deps);

    expect(granted).not.toHaveProperty('permit');
    expect(entries[0]).toMatchObject({ outcome: 'deny', codes: ['SHADOW_RUN'], runMode: 'shadow' });
  });
});
