import { expect } from 'vitest';
import type { ModelProbe } from '../../src/core/vendors/probes.ts';
import { type ContractCase, describeCases } from './contract-case.ts';
import { ask, errorOf, expectDiscreet, type ReadOf, vendorReadCases } from './vendor-read.cases.ts';
import type { VendorFixture, VendorReadHarness } from './vendor-read.harness.ts';

export interface ModelProbeFixture extends VendorFixture {
  /** The name that the probe is made for. */
  readonly model: string;
  setModels(models: readonly string[]): void;
  /** Bytes of all bodies that arrived. */
  receivedBytes(): number;
  unknownCalls(): number;
}

export type ModelProbeHarness = VendorReadHarness<ModelProbe, ModelProbeFixture>;

const PROBE: ReadOf<ModelProbe, 'model.probe'> = {
  name: 'probe',
  prepare: (model) => model.prepareProbe(),
  send: (model, request, permit) => model.probe(request, permit),
};

/** Every law of the port `ModelProbe`. */
export const MODEL_PROBE_CASES: readonly ContractCase<ModelProbeHarness>[] = [
  {
    name: 'gives the id of the model and sends no text',
    run: async (harness) => {
      expect(PROBE.prepare(harness.connect())).toMatchObject({ method: 'GET', body: null });
      expect(await ask(harness, PROBE)).toBe(harness.fixture.model);
      expect([harness.fixture.receivedBytes(), harness.fixture.unknownCalls()]).toEqual([0, 0]);
    },
  },
  {
    name: 'a model that is not there is a rejection with status 404, and is not named',
    run: async (harness) => {
      harness.fixture.setModels(['another-model']);

      const error = await errorOf(ask(harness, PROBE));

      expect(error).toMatchObject({ code: 'VENDOR_REJECTED', context: { status: 404 } });
      expectDiscreet(error, harness);
    },
  },
  ...vendorReadCases<ModelProbe, 'model.probe', ModelProbeHarness>(PROBE),
];

export function describeModelProbe(
  name: string,
  makeHarness: () => Promise<ModelProbeHarness>,
): void {
  describeCases(`ModelProbe contract: ${name}`, MODEL_PROBE_CASES, makeHarness);
}
