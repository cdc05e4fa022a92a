import { describe, expect, it } from 'vitest';
import {
  ACCOUNT_WITNESSES,
  codesOf,
  find,
  identityWith,
  prepareProbes,
  refusedWith,
  SHOP,
  TROUBLES,
  WITNESSED,
} from '../../../test/support/probe-cases.ts';
import type { FakeVendors } from '../../../test/support/probe-fixture.ts';
import { askVendor } from './ask-vendor.ts';
import { probeIds, probeModel, probeShop } from './vendor-probes.ts';

describe('R6.1 incident 19 the vendors are asked through the gate', () => {
  it('pass, and every effect stands on the ledger as decision and attempt', async () => {
    const { vendors, plan, run } = prepareProbes();

    const checks = await run();

    expect(checks.map(({ id }) => id)).toEqual(probeIds(plan));
    expect(checks.map(({ status }) => status)).toEqual(checks.map(() => 'pass'));
    for (const effect of ['workspace.read', 'shop.app.read', 'model.probe']) {
      const rows = vendors.entries.filter((entry) => entry.effect === effect);
      const times = effect === 'workspace.read' ? 2 : 1;

      expect(
        rows.filter(({ kind, outcome }) => kind === 'decision' && outcome === 'allow'),
      ).toHaveLength(times);
      expect(
        rows.filter(({ kind, outcome }) => kind === 'attempt' && outcome === 'accepted'),
      ).toHaveLength(times);
    }
    expect(vendors.entries).toHaveLength(8);
  });

  it('asks the shop and the model only after the workspace is known', async () => {
    const { vendors, run } = prepareProbes();

    await run();

    expect(vendors.sent.slice(0, 2).sort()).toEqual(['channels', 'users']);
    expect(vendors.sent.slice(2).sort()).toEqual(['model', 'shop']);
  });

  it('sends nothing that the gate denies, and says why', async () => {
    for (const witness of ACCOUNT_WITNESSES) {
      const { vendors } = prepareProbes();
      const identity = identityWith(WITNESSED.agreeing.filter((one) => one !== witness));
      const { model, shop } = vendors.clients;
      if (model === null || shop === null) throw new Error('both are live');

      expect(await probeModel(model, identity, vendors.gate)).toMatchObject([
        { status: 'fail', code: 'IDENTITY_UNVERIFIED' },
      ]);
      const [first, ...others] = await probeShop(shop, SHOP, identity, vendors.gate);
      expect(first).toMatchObject({ status: 'fail', code: 'IDENTITY_UNVERIFIED' });
      expect(others.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
      expect(vendors.sent).toEqual([]);
      expect(vendors.entries.map(({ kind, outcome }) => [kind, outcome])).toEqual([
        ['decision', 'deny'],
        ['decision', 'deny'],
      ]);
    }
  });

  it('sends nothing to a host that is not listed', async () => {
    const { vendors, run } = prepareProbes(false);

    const checks = await run();

    expect(codesOf(checks)).toEqual(['EGRESS_NOT_LISTED']);
    expect(vendors.sent).toEqual([]);
  });

  it('sends nothing where the decision cannot be written down, and claims no attempt', async () => {
    const { vendors } = prepareProbes();
    let isBroken = true;
    const ledger: FakeVendors['gate']['ledger'] = {
      ...vendors.gate.ledger,
      append: async (entry) => {
        if (!isBroken) return vendors.gate.ledger.append(entry);
        isBroken = false;
        throw new Error('full');
      },
    };
    const { model } = vendors.clients;
    if (model === null) throw new Error('it is live');
    const question = {
      effect: 'model.probe',
      request: model.prepareProbe(),
      send: model.probe,
    } as const;

    const answer = await askVendor(question, WITNESSED, { ...vendors.gate, ledger });

    expect(answer).toMatchObject({ outcome: 'failed', status: null });
    expect(vendors.sent).toEqual([]);
    expect(vendors.entries).toEqual([]);
  });

  it('believes no answer that cannot be written down', async () => {
    const { vendors } = prepareProbes();
    const ledger: FakeVendors['gate']['ledger'] = {
      ...vendors.gate.ledger,
      append: async (entry) => {
        if (entry.kind === 'attempt') throw new Error('full');
        return vendors.gate.ledger.append(entry);
      },
    };
    const { model } = vendors.clients;
    if (model === null) throw new Error('it is live');

    const [found] = await probeModel(model, WITNESSED, { ...vendors.gate, ledger });

    expect(found?.status).toBe('fail');
  });
});

describe('R8.1 the model', () => {
  const answers: readonly (readonly [number, string])[] = [
    [401, 'MODEL_KEY_REFUSED'],
    [403, 'MODEL_KEY_REFUSED'],
    [404, 'MODEL_UNKNOWN'],
    [400, 'VENDOR_REJECTED'],
  ];
  it.each(answers)('that answers %i is told as %s', async (status, code) => {
    const { vendors, run } = prepareProbes();
    vendors.answers.model = refusedWith(status);

    const checks = await run();

    expect(codesOf(checks)).toEqual([code]);
    expect(find(checks, 'probe.model')).toMatchObject({ status: 'fail' });
  });

  it.each(TROUBLES)('after %s the code stays', async (_, trouble, code) => {
    const { vendors, run } = prepareProbes();
    vendors.answers.model = trouble;

    expect(codesOf(await run())).toEqual([code]);
  });
});
