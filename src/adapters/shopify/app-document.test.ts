import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { APP_DOCUMENT } from './app-document.ts';

/** The part of the published schema that the document uses, written down from the vendor's pages. */
const SCHEMA = buildSchema(`
  schema { query: QueryRoot mutation: Mutation }
  type QueryRoot {
    currentAppInstallation: AppInstallation!
    shop: Shop!
    publicApiVersions: [ApiVersion!]!
  }
  type AppInstallation { id: ID! accessScopes: [AccessScope!]! }
  type AccessScope { handle: String! description: String! }
  type Shop { id: ID! name: String! myshopifyDomain: String! }
  type ApiVersion { handle: String! displayName: String! supported: Boolean! }
  type Mutation { appUninstall: AppInstallation }
`);

const problemsOf = (document: string) =>
  validate(SCHEMA, parse(document)).map((error) => error.message);

describe('the document about the app', () => {
  it('is valid against the schema', () => {
    expect(problemsOf(APP_DOCUMENT)).toEqual([]);
  });

  it('would be found out if it asked for what is not there', () => {
    expect(problemsOf(APP_DOCUMENT.replace('supported', 'isSupported'))).toHaveLength(1);
    expect(problemsOf(APP_DOCUMENT.replace('handle', 'scope'))).toHaveLength(1);
  });

  it('asks for no order and no customer', () => {
    expect(APP_DOCUMENT).not.toMatch(/order|customer|email|phone|address|name/i);
  });
});
