import { createModelProbeHarness } from '../support/vendor-harnesses.ts';
import { describeModelProbe } from './model-probe.contract.ts';

describeModelProbe('OpenAI client against the stub', () => createModelProbeHarness());
