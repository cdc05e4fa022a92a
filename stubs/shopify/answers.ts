import type { SelectionSetNode } from 'graphql';
import { assertNever } from '../../src/core/runtime/assert-never.ts';
import {
  answerHttpFault,
  HTTP_FAULTS,
  type HttpFaultKind,
  type ScriptedFault,
} from '../http/http-faults.ts';
import { answerJson, type StubAnswer, type StubResponse } from '../http/request.ts';
import { type ShopFacts, type ShopNode, select, shopRoot } from './shop-data.ts';

/**
 * What may fail beside HTTP: `throttled` is the cost limit, answered with 200; `partial-errors` brings errors beside
 * data in which the shop is missing.
 */
export const SHOPIFY_FAULTS = [...HTTP_FAULTS, 'throttled', 'partial-errors'] as const;
export type ShopifyFault = ScriptedFault<(typeof SHOPIFY_FAULTS)[number]>;

const QUERY_COST = 4;
const BUCKET_POINTS = 2_000;
const RESTORE_RATE = 100;

/** An error as everything but GraphQL words it. It quotes what was sent, so that tests see that nobody repeats it. */
export function answerRefusal(
  status: number,
  quoted: string,
  headers: Readonly<Record<string, string>> = {},
): StubAnswer {
  return answerJson(status, { errors: `The shop refuses this: ${quoted}` }, headers);
}

export function answerUnknown(message: string): StubAnswer {
  return answerJson(501, { errors: message });
}

function cost(actualQueryCost: number | null, currentlyAvailable: number): object {
  const throttleStatus = {
    maximumAvailable: BUCKET_POINTS,
    currentlyAvailable,
    restoreRate: RESTORE_RATE,
  };
  return { cost: { requestedQueryCost: QUERY_COST, actualQueryCost, throttleStatus } };
}

function answerThrottled(): StubAnswer {
  const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];
  return answerJson(200, { errors, extensions: cost(null, 0) });
}

function answerData(data: ShopNode, errors?: readonly object[]): StubAnswer {
  const extensions = cost(QUERY_COST, BUCKET_POINTS - QUERY_COST);
  return answerJson(200, { data, ...(errors === undefined ? {} : { errors }), extensions });
}

/** The query that is answered: null where the stub does not have what is asked for. */
export function pickData(facts: ShopFacts, selection: SelectionSetNode): ShopNode | null {
  return select(shopRoot(facts), selection) ?? null;
}

/** Answers a query whose data is known, as the fault says or plainly. `quoted` is the text of its refusals. */
export function answerQuery(
  data: ShopNode,
  fault: ShopifyFault | null,
  quoted: string,
): StubResponse {
  const perform = () => answerData(data);
  if (fault === null) return perform();
  const { kind } = fault;
  switch (kind) {
    case 'throttled':
      return answerThrottled();
    case 'partial-errors': {
      const half = { ...(typeof data === 'object' ? data : {}), shop: null };
      return answerData(half, [{ message: quoted, path: ['shop'] }]);
    }
    case '401':
    case '403':
    case '429':
    case '500':
    case 'hang':
    case 'truncated-json': {
      const refuse = (status: number, headers?: Readonly<Record<string, string>>) =>
        answerRefusal(status, quoted, headers);
      return answerHttpFault({ ...fault, kind } satisfies ScriptedFault<HttpFaultKind>, {
        refuse,
        perform,
      });
    }
    default:
      return assertNever(kind);
  }
}
