import type { EgressEntry } from '../outbound/egress.ts';
import { OPENAI_MODELS_PATH_PREFIX, OPENAI_ORIGIN } from './openai.names.ts';

/**
 * What a process that only probes the model may reach: no address that takes text.
 * @param origin the stub's on loopback; the vendor's own without it
 */
export function openaiEgress(origin: string = OPENAI_ORIGIN): EgressEntry[] {
  return [{ origin, pathPrefix: OPENAI_MODELS_PATH_PREFIX, kind: 'vendor' }];
}
