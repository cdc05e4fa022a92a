import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import type { OperateProposal, PreparedRequest, RouteProposal } from '../gate/effects.ts';
import type { Ledger, NewLedgerEntry } from '../gate/ledger.ts';
import { Permit, PermitError } from '../gate/permit.ts';
import { MiddlewareError, VendorUnavailableError } from '../runtime/errors.ts';
import { decideOnly, perform, type WriteOutcome } from './perform.ts';

const NOW_MS = allowingContext().nowMs;
const request: PreparedRequest<'tags.add'> = {
  effect: 'tags.add',
  method: 'PUT',
  origin: 'https://api.richpanel.com',
  path: '/v1/tickets/1/add-tags',
  body: '{"tags":["mw-processed"]}',
};
const proposal = allowingProposal('tags.add') as RouteProposal & { readonly name: 'tags.add' };
const shadow = {
  ...allowingContext(),
  process: { ...allowingContext().process, runMode: 'shadow' as const },
};

function prepare(
  answer: () => WriteOutcome | Promise<WriteOutcome> = () => ({ outcome: 'accepted' }),
) {
  const entries: NewLedgerEntry[] = [];
  const steps: string[] = [];
  const ledger: Pick<Ledger, 'append'> = {
    append: async (entry) => {
      await Promise.resolve();
      entries.push(entry);
      steps.push(entry.kind);
      return { ...entry, seq: entries.length, previousHash: '0'.repeat(64), hash: '0'.repeat(64) };
    },
  };
  // Only `append` is used; the rest of the port is out of reach here.
  const deps = {
    ledger: ledger as Ledger,
    digest: createNodeDigest(),
    clock: { now: () => NOW_MS },
  };
  const send = async (exact: PreparedRequest<'tags.add'>, permit: Permit<'tags.add'>) => {
    expect(exact).toBe(request);
    expect(permit).toBeInstanceOf(Permit);
    steps.push('send');
    return answer();
  };
  return { entries, steps, deps, effect: { proposal, request, send } };
}

const attemptOf = ({ kind, outcome, codes }: NewLedgerEntry) => ({ kind, outcome, codes });

describe('perform, the one way to a vendor', () => {
  it('writes the decision before it sends, and the attempt after', async () => {
    const { effect, deps, steps, entries } = prepare();

    const performed = await perform(effect, allowingContext(), deps);

    expect(performed).toMatchObject({ outcome: 'sent', answer: { outcome: 'accepted' } });
    expect(steps).toEqual(['decision', 'send', 'attempt']);
    expect(entries.map(attemptOf)[1]).toEqual({ kind: 'attempt', outcome: 'accepted', codes: [] });
  });

  it('sends nothing that the gate refuses, and writes the refusal down', async () => {
    const { effect, deps, steps, entries } = prepare();

    const performed = await perform(effect, shadow, deps);

    expect(performed).toMatchObject({ outcome: 'refused', decision: { outcome: 'deny' } });
    expect(steps).toEqual(['decision']);
    expect(entries[0]).toMatchObject({ outcome: 'deny', codes: ['SHADOW_RUN'] });
  });

  it('sends nothing when the decision cannot be written', async () => {
    const { effect, deps, steps } = prepare();
    const failing: Pick<Ledger, 'append'> = {
      append: () => Promise.reject(new MiddlewareError('STORE_FAILED', 'retry', 'no disk')),
    };

    const performed = perform(effect, allowingContext(), { ...deps, ledger: failing as Ledger });

    await expect(performed).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(steps).toEqual([]);
  });

  it('decides by the present, whatever time the context was gathered at', async () => {
    const { effect, deps, entries } = prepare();
    const late = { now: () => NOW_MS + 60_000 };

    const performed = await perform(effect, allowingContext(), { ...deps, clock: late });

    expect(performed).toMatchObject({ outcome: 'refused' });
    expect(entries[0]).toMatchObject({ atMs: NOW_MS + 60_000, codes: ['FLAG_STALE'] });
  });

  it.each<[WriteOutcome, string, readonly string[]]>([
    [{ outcome: 'accepted' }, 'accepted', []],
    [{ outcome: 'unsent', code: 'VENDOR_RATE_LIMITED' }, 'unsent', ['VENDOR_RATE_LIMITED']],
    [{ outcome: 'unknown', code: 'TIMEOUT' }, 'unknown', ['TIMEOUT']],
  ])('writes down what the answer %j proves', async (answer, outcome, codes) => {
    const { effect, deps, entries } = prepare(() => answer);

    await perform(effect, allowingContext(), deps);

    expect(entries.map(attemptOf)[1]).toEqual({ kind: 'attempt', outcome, codes });
  });

  it.each([
    ['unknown', new VendorUnavailableError('richpanel', 'reset'), 'VENDOR_UNAVAILABLE'],
    ['unsent', new PermitError('PERMIT_EXPIRED'), 'PERMIT_EXPIRED'],
    ['unsent', new MiddlewareError('EGRESS_NOT_LISTED', 'hold', 'x'), 'EGRESS_NOT_LISTED'],
  ])(
    'writes %s down where sending failed, and passes the error on',
    async (outcome, error, code) => {
      const { effect, deps, entries } = prepare(() => {
        throw error;
      });

      await expect(perform(effect, allowingContext(), deps)).rejects.toBe(error);
      expect(entries.map(attemptOf)[1]).toEqual({ kind: 'attempt', outcome, codes: [code] });
    },
  );
});

describe('decideOnly', () => {
  it('D15 records an operator who gives no reason', async () => {
    const { deps, entries } = prepare();
    const careless = { ...allowingProposal('flags.write'), reason: '' } as OperateProposal;

    const decision = await decideOnly(careless, allowingContext(), deps.ledger);

    expect(decision.outcome).toBe('deny');
    expect(entries[0]).toMatchObject({
      chain: 'operator',
      codes: ['REASON_MISSING'],
      vendorMode: 'none',
    });
  });
});
