import type { SelectionSetNode } from 'graphql';
import { assertNever } from '../../src/core/runtime/errors.ts';
import {
  answerHttpFault,
  HTTP_FAULTS,
  type HttpFaultKind,
  type ScriptedFault,
} from '../http/http-faults.ts';
import { answerJson, type StubAnswer, type StubResponse } from '../http/request.ts';

/** What the stub's shop is; `change` replaces parts of it. */
export interface ShopFacts {
  /** `example.myshopify.com`. */
  readonly domain: string;
  readonly accessScopes: readonly string[];
  readonly versions: readonly { readonly handle: string; readonly supported: boolean }[];
}

export type ShopNode = string | boolean | null | readonly ShopNode[] | ShopObject;

interface ShopObject {
  readonly [field: string]: ShopNode;
}

/** The fields a query may begin with. */
function shopRoot(facts: ShopFacts): ShopObject {
  return {
    currentAppInstallation: { accessScopes: facts.accessScopes.map((handle) => ({ handle })) },
    shop: { myshopifyDomain: facts.domain },
    publicApiVersions: facts.versions.map(({ handle, supported }) => ({ handle, supported })),
  };
}

function isList(node: ShopNode): node is readonly ShopNode[] {
  return Array.isArray(node);
}

function pickFields(node: ShopObject, selection: SelectionSetNode): ShopObject | undefined {
  const picked: Record<string, ShopNode> = {};
  for (const field of selection.selections) {
    if (field.kind !== 'Field' || (field.arguments ?? []).length > 0) return undefined;
    const name = field.name.value;
    const value = Object.hasOwn(node, name) ? node[name] : undefined;
    const chosen = value === undefined ? undefined : select(value, field.selectionSet);
    if (chosen === undefined) return undefined;
    picked[field.alias?.value ?? name] = chosen;
  }
  return picked;
}

/**
 * What a selection picks out of the data. As in GraphQL, objects need a selection and values take none.
 * @returns undefined when the selection asks for anything that the stub does not have
 */
function select(node: ShopNode, selection: SelectionSetNode | undefined): ShopNode | undefined {
  if (node === null) return null;
  if (isList(node)) {
    const picked = node.map((each) => select(each, selection));
    return picked.every((each) => each !== undefined) ? picked : undefined;
  }
  if (typeof node === 'object') return selection && pickFields(node, selection);
  return selection === undefined ? node : undefined;
}

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
