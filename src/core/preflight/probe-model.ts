import type { Identity } from '../environment/identity.ts';
import type { ModelProbe } from '../vendors/model-probe.ts';
import { askVendor, type ProbeGate } from './ask-vendor.ts';
import { type Finding, passed } from './check.ts';
import { failedAnswer } from './vendor-codes.ts';

export const MODEL_CHECK = 'probe.model';

/** The key is valid and the pinned model is there. No text is sent. */
export async function probeModel(
  model: ModelProbe,
  identity: Identity,
  gate: ProbeGate,
): Promise<readonly Finding[]> {
  const effect = 'model.probe' as const;
  const question = { effect, request: model.prepareProbe(), send: model.probe };
  const answer = await askVendor(question, identity, gate);
  return answer.outcome === 'answered'
    ? [passed(MODEL_CHECK, 'the key is valid and the model is there')]
    : [
        failedAnswer(MODEL_CHECK, answer, {
          refused: 'MODEL_KEY_REFUSED',
          unknown: 'MODEL_UNKNOWN',
        }),
      ];
}
