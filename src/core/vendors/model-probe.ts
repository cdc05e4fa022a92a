import type { Permit } from '../gate/permit.ts';
import type { PreparedRequest } from '../gate/request.ts';

/** Asks whether the key is valid and the pinned model is there. No text is sent. Two halves as in `Helpdesk`. */
export interface ModelProbe {
  prepareProbe(): PreparedRequest<'model.probe'>;
  /** Sends once. @returns the id of the model as the vendor names it @throws what `Helpdesk` reads throw */
  probe(request: PreparedRequest<'model.probe'>, permit: Permit<'model.probe'>): Promise<string>;
}
