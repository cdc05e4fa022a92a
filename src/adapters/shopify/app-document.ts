/**
 * Asks for nothing but what the token is and which versions there are.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/currentAppInstallation, read 2026-11-26
 */
export const APP_DOCUMENT = `query AppFacts {
  currentAppInstallation {
    accessScopes {
      handle
    }
  }
  shop {
    myshopifyDomain
  }
  publicApiVersions {
    handle
    supported
  }
}
`;
