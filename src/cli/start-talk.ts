import type { RunSummary } from '../core/worker/run-summary.ts';
import type { LocalService } from './surface.ts';

/** What a newcomer reads first. */
export function bannerOf(service: LocalService): string[] {
  const { identity, vendorModes } = service.stores.operatorContext().process;
  const { richpanel, shopify, model } = vendorModes;
  return [
    `richpanel-middleware · environment ${service.environment} · identity ${identity.kind}`,
    `vendors: richpanel ${richpanel}, shopify ${shopify}, model ${model}: nothing here can reach a customer`,
    `listening on ${service.url}/webhooks/richpanel`,
    service.isFresh
      ? 'empty data folder: demonstration flags were written (reason "demonstration", on the ledger)'
      : 'flags are as this data folder holds them; npx rpmw flags get --env dev shows them',
  ];
}

/** What to try while it serves. */
export function hintsOf(service: LocalService): string[] {
  return [
    `still listening on ${service.url}; Ctrl-C drains and stops`,
    'try next, in another terminal:',
    '  npx rpmw kill --env dev                          every reply stops; routing goes on',
    '  npx rpmw tickets explain --env dev --text "Where is my order?"',
    '  npx rpmw ledger verify --env dev',
    '  RPMW_WEBHOOK_TOKEN=… npx rpmw tickets send samples/tickets.jsonl --env dev',
  ];
}

export function testOnlyLine({ received, ignored }: RunSummary['testOnly']): string {
  return `the same service with --ticket-scope test-only: ${ignored} of ${received} tickets ignored, as none carries exactly mw-test`;
}
