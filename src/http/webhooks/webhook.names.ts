/** Where webhooks are taken; the second is an alias. */
export const WEBHOOK_PATHS = ['/webhooks/richpanel', '/webhook'] as const;
