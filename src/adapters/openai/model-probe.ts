import { z } from 'zod';
import type { Sensitive } from '../../core/redaction/sensitive.ts';
import { ConfigurationError, VendorAnswerInvalidError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { ModelProbe } from '../../core/vendors/probes.ts';
import type { EgressEntry } from '../outbound/egress.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { createVendorRead, isHeaderValue } from '../outbound/vendor-send.ts';
import { OPENAI_MODEL_NAME, OPENAI_MODELS_PATH_PREFIX, OPENAI_ORIGIN } from './openai.names.ts';

export interface ModelProbeDeps {
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  /** The pinned name, e.g. of `vendors.model.name` in the registry. */
  readonly model: string;
  readonly apiKey: Sensitive<string>;
  /** For one whole call. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
  /** The stub's origin on loopback; the vendor's own without it. */
  readonly origin?: string;
}

const modelSchema = z.object({ id: z.string().regex(OPENAI_MODEL_NAME) });

function assertSettings({ model, apiKey }: ModelProbeDeps): void {
  if (OPENAI_MODEL_NAME.test(model) && isHeaderValue(apiKey.reveal())) return;
  throw new ConfigurationError(
    'OPENAI_SETTINGS_INVALID',
    'The OpenAI key is not plain ASCII without spaces, or the name of the model is not valid.',
    'Store the key exactly as OpenAI shows it and set the name of the model as OpenAI lists it.',
  );
}

function parseModelId(answer: unknown): string {
  const parsed = modelSchema.safeParse(answer);
  if (!parsed.success) throw new VendorAnswerInvalidError('openai', 'model');
  return parsed.data.id;
}

/**
 * The probe over OpenAI's catalogue of models: the one call that needs a valid key and takes no text. Sends once.
 * @throws {ConfigurationError} `OPENAI_SETTINGS_INVALID`
 */
export function createModelProbe(deps: ModelProbeDeps): ModelProbe {
  assertSettings(deps);
  const { outbound, apiKey, timeoutMs, clock, origin = OPENAI_ORIGIN } = deps;
  const credentials = () => ({ authorization: `Bearer ${apiKey.reveal()}` });
  const read = createVendorRead({
    vendor: 'openai',
    outbound,
    origin,
    credentials,
    timeoutMs,
    clock,
  });
  const path = `/${[...OPENAI_MODELS_PATH_PREFIX, encodeURIComponent(deps.model)].join('/')}`;
  return {
    prepareProbe: () => ({ effect: 'model.probe', method: 'GET', origin, path, body: null }),
    probe: async (request, permit) => parseModelId(await read(request, permit)),
  };
}

/**
 * What a process that only probes the model may reach: no address that takes text.
 * @param origin the stub's on loopback; the vendor's own without it
 */
export function openaiEgress(origin: string = OPENAI_ORIGIN): EgressEntry[] {
  return [{ origin, pathPrefix: OPENAI_MODELS_PATH_PREFIX, kind: 'vendor' }];
}
