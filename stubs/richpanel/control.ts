import { z } from 'zod';
import {
  answerError,
  answerJson,
  parseJsonBody,
  type StubAnswer,
  type StubRequest,
} from '../http/request.ts';
import { decodeSegment } from './calls.ts';
import { type StubFault, stubFaultSchema } from './faults.ts';
import type { AddedTickets, StubStats } from './stage.ts';
import {
  type StubChange,
  type StubInspection,
  type StubTicketInput,
  stubChangeSchema,
  stubTicketInputSchema,
} from './workspace.ts';

/** Everything under this path steers the stub and is no part of the vendor's API. */
export const CONTROL_PREFIX = '/_stub/';

export interface StubControls {
  addTickets(inputs: readonly StubTicketInput[]): AddedTickets;
  change(ticketId: string, change: StubChange): boolean;
  script(fault: StubFault): void;
  inspect(ticketId: string): StubInspection | null;
  stats(): StubStats;
}

const oneOrMore = <S extends z.ZodType>(schema: S) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
const ticketsSchema = oneOrMore(stubTicketInputSchema);
const faultsSchema = oneOrMore(stubFaultSchema);

const UNKNOWN = answerError(501, 'The stub does not know this control call');
const NOT_FOUND = answerError(404, 'Not found');
const INVALID = answerError(400, 'The body does not have the shape of this control call');

/**
 * `POST tickets` (one or a list) · `GET tickets/{id}` · `POST tickets/{id}/changes` · `POST faults` (one or a list) ·
 * `GET stats`. Answers name no part of what was sent.
 */
export function answerControl(controls: StubControls, request: StubRequest): StubAnswer {
  const segments = request.path.slice(CONTROL_PREFIX.length).split('?', 1).join('').split('/');
  const [noun = '', rawId, tail] = segments;
  const key = `${request.method} ${[noun, rawId && '*', tail].filter(Boolean).join('/')}`;
  const id = decodeSegment(rawId ?? '') ?? '';
  switch (segments.length > 3 ? '' : key) {
    case 'GET stats':
      return answerJson(200, controls.stats());
    case 'GET tickets/*': {
      const inspection = controls.inspect(id);
      return inspection ? answerJson(200, inspection) : NOT_FOUND;
    }
    case 'POST tickets':
      return withBody(request, ticketsSchema, (inputs) => controls.addTickets(inputs));
    case 'POST faults':
      return withBody(request, faultsSchema, (faults) => {
        for (const fault of faults) controls.script(fault);
        return { scripted: faults.length };
      });
    case 'POST tickets/*/changes':
      return withBody(request, stubChangeSchema, (change) =>
        controls.change(id, change) ? { changed: true } : null,
      );
    default:
      return UNKNOWN;
  }
}

function withBody<S extends z.ZodType>(
  request: StubRequest,
  schema: S,
  work: (value: z.infer<S>) => object | null,
): StubAnswer {
  const parsed = schema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return INVALID;
  const result = work(parsed.data);
  return result ? answerJson(200, result) : NOT_FOUND;
}
