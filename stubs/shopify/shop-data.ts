import type { SelectionSetNode } from 'graphql';

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
export function shopRoot(facts: ShopFacts): ShopObject {
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
export function select(
  node: ShopNode,
  selection: SelectionSetNode | undefined,
): ShopNode | undefined {
  if (node === null) return null;
  if (isList(node)) {
    const picked = node.map((each) => select(each, selection));
    return picked.every((each) => each !== undefined) ? picked : undefined;
  }
  if (typeof node === 'object') return selection && pickFields(node, selection);
  return selection === undefined ? node : undefined;
}
