import { expect } from 'vitest';
import type { ModelProbe } from '../../src/core/ports/model-probe.ts';
import { type ContractCase, describeCases } from './contract-case.ts';
import { ask, errorOf, expectDiscreet, type ReadOf, vendorReadCases } from './vendor-read.cases.ts';
import type { VendorReadHarness, VendorWorld } from './vendor-read.harness.ts';

export interface ModelProbeWorld extends VendorWorld {
  /** The name that the probe is made for. */
  readonly model: string;
  setModels(models: readonly string[]): void;
  /** Bytes of all bodies that arrived. */
  receivedBytes(): number;
  unknownCalls(): number;
}

export type ModelProbeHarness = VendorReadHarness<ModelProbe, ModelProbeWorld>;

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
      expect(await ask(harness, PROBE)).toBe(harness.world.model);
      expect([harness.world.receivedBytes(), harness.world.unknownCalls()]).toEqual([0, 0]);
    },
  },
  {
    name: 'a model that is not there is a rejection with status 404, and is not named',
    run: async (harness) => {
      harness.world.setModels(['another-model']);

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
