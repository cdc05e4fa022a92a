import { join } from 'node:path';
import type { Command } from 'commander';
import { isAllSealed } from '../../core/environment/vendor-modes.ts';
import { type FlagName, templateFlag } from '../../core/flags/names.ts';
import { planFlagChange, setFlag } from '../../core/operate/set-flag.ts';
import { listTemplates, type TemplatesConfig } from '../../core/replies/template-config.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { DecisionRecord } from '../../core/worker/record.ts';
import type { RunSummary } from '../../core/worker/run-summary.ts';
import { drain, waitForAbort } from '../commands/serve.ts';
import { localOptionsOf, type ServiceCliOptions, wholeNumber, withService } from '../options.ts';
import { printJson } from '../print.ts';
import type { LocalService, OperatorStores, ServiceOptions, Surface } from '../surface.ts';
import { createRunView, openDecisionFile } from './run-view.ts';
import { runSample, summarise } from './sample-run.ts';
import { readTickets, type TicketInput } from './ticket-input.ts';

interface StartOptions extends ServiceCliOptions {
  readonly once?: boolean;
  readonly tickets?: string;
  readonly rate?: number;
  readonly decisions?: string;
}

interface Demonstration {
  readonly options: StartOptions;
  readonly serviceOptions: ServiceOptions;
  readonly tickets: readonly TicketInput[];
  readonly stopping: AbortSignal;
}

const REASON = 'demonstration';
const NO_TEST_RUN: RunSummary['testOnly'] = { received: 0, ignored: 0 };

/** What a newcomer reads first. */
function bannerOf(service: LocalService): string[] {
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
function hintsOf(service: LocalService): string[] {
  return [
    `still listening on ${service.url}; Ctrl-C drains and stops`,
    'try next, in another terminal:',
    '  npx rpmw kill --env dev                          every reply stops; routing goes on',
    '  npx rpmw tickets explain --env dev --text "Where is my order?"',
    '  npx rpmw ledger verify --env dev',
    '  RPMW_WEBHOOK_TOKEN=… npx rpmw tickets send samples/tickets.jsonl --env dev',
  ];
}

function testOnlyLine({ received, ignored }: RunSummary['testOnly']): string {
  return `the same service with --ticket-scope test-only: ${ignored} of ${received} tickets ignored, as none carries exactly mw-test`;
}

function demonstrationFlags(templates: TemplatesConfig): readonly (readonly [FlagName, string])[] {
  const tierOne = listTemplates(templates).filter((template) => template.tier === 1);
  return [
    ['safe_mode', 'false'],
    ['automation_enabled', 'true'],
    ['routing_enabled', 'true'],
    ['automation_channels', 'email,livechat'],
    ...tierOne.map((template) => [templateFlag(template.id), 'true'] as const),
  ];
}

/**
 * Opens the flags of an empty data folder, through the same use case as `flags set`, so that `npm start` has
 * something to show. Anything but dev with every vendor sealed is refused.
 * @throws {ConfigurationError} `DEMONSTRATION_REFUSED`
 */
async function writeDemonstrationFlags(
  stores: OperatorStores,
  templates: TemplatesConfig,
  surface: Surface,
): Promise<void> {
  const { environment, vendorModes } = stores.operatorContext().process;
  if (environment !== 'dev' || !isAllSealed(vendorModes)) {
    throw new ConfigurationError(
      'DEMONSTRATION_REFUSED',
      'Demonstration flags are for dev with every vendor a stub.',
      'Use npx rpmw serve, and set flags one by one.',
    );
  }
  const deps = {
    flags: stores.flags,
    operation: async () => ({ ...stores, clock: surface.clock }),
  };
  for (const [flag, value] of demonstrationFlags(templates)) {
    const change = await planFlagChange(flag, value, stores.flags);
    await setFlag(change, { actor: surface.variables.actor, reason: REASON }, deps);
  }
}

/** Starts a service and opens the flags of an empty data folder. */
async function startDemonstration(
  options: ServiceOptions,
  surface: Surface,
): Promise<LocalService> {
  const { templates } = options.config.configuration();
  const service = await surface.startService(options);
  try {
    if (service.isFresh) await writeDemonstrationFlags(service.stores, templates, surface);
    return service;
  } catch (thrown) {
    await service.stop();
    throw thrown;
  }
}

/** The short second run: the same service with scope test-only, in a folder of its own, ignores everything. */
async function runTestOnly(
  options: ServiceOptions,
  surface: Surface,
  stopping: AbortSignal,
): Promise<RunSummary['testOnly']> {
  const dataDir = join(options.dataDir, 'test-only');
  const scoped = { ...options, dataDir, port: 0, ticketScope: 'test-only' } as const;
  const tickets = readTickets(surface.samples.testOnly, surface.console, surface.random);
  const service = await startDemonstration(scoped, surface);
  const nobody = { onDecision: () => undefined, onProgress: () => undefined };
  try {
    const run = { ratePerSecond: undefined, stopping, ...nobody };
    const { sent, tally } = await runSample(tickets, service, run, surface);
    return { received: sent.received, ignored: tally.outcomes.ignored };
  } finally {
    await service.stop();
  }
}

/** Good only when all that was accepted is settled and nothing tried to leave by another way. */
function isGood(summary: RunSummary): boolean {
  const mustBeZero = [
    summary.lost,
    summary.deadLettered,
    summary.liveWrites,
    summary.refusals,
    summary.unknownCalls,
    summary.received - summary.accepted,
    summary.testOnly.received - summary.testOnly.ignored,
  ];
  return mustBeZero.every((count) => count === 0) && summary.ledger.verified;
}

/** Sends the tickets, shows what becomes of them, and sums up. @returns whether all is well */
async function demonstrate(
  service: LocalService,
  run: Demonstration,
  surface: Surface,
): Promise<boolean> {
  const { options, stopping } = run;
  const isJson = options.json === true;
  const view = createRunView(surface.console, isJson);
  const decisions = openDecisionFile(options.decisions);
  view.banner(bannerOf(service));
  const startedAtMs = surface.clock.now();
  const onDecision = (record: DecisionRecord): void => {
    decisions.write(record);
    view.decision(record);
  };
  const watch = { ratePerSecond: options.rate, stopping, onDecision, onProgress: view.progress };
  const { sent, tally, pending } = await runSample(run.tickets, service, watch, surface);
  const elapsedMs = surface.clock.now() - startedAtMs;
  const isBundled = options.tickets === undefined && !stopping.aborted;
  const testOnly = isBundled
    ? await runTestOnly(run.serviceOptions, surface, stopping)
    : NO_TEST_RUN;
  const summary = await summarise(sent, tally, service, { elapsedMs, pending, testOnly });
  view.summary(summary);
  if (isBundled) view.banner(['', testOnlyLine(testOnly)]);
  if (isJson) printJson(surface.console, summary);
  if (!decisions.isComplete())
    surface.console.err('DECISIONS_UNWRITABLE: not every decision could be written\n');
  return isGood(summary) && decisions.isComplete();
}

async function start(options: StartOptions, surface: Surface): Promise<number> {
  const local = localOptionsOf(options, surface);
  const { port, ticketScope } = options;
  const serviceOptions: ServiceOptions = { ...local, port, ticketScope, logLevel: 'warn' };
  const path = options.tickets ?? surface.samples.tickets;
  const tickets = readTickets(path, surface.console, surface.random);
  const stopping = surface.stopRequested();
  const service = await startDemonstration(serviceOptions, surface);
  try {
    if (service.generatedToken !== null) {
      const token = service.generatedToken;
      surface.console.err(`webhook token of this run (RPMW_WEBHOOK_TOKEN): ${token}\n\n`);
    }
    const isWell = await demonstrate(
      service,
      { options, serviceOptions, tickets, stopping },
      surface,
    );
    if (options.once !== true && !stopping.aborted) {
      surface.console.err(`\n${hintsOf(service).join('\n')}\n`);
      await waitForAbort(stopping);
    }
    return isWell ? 0 : 1;
  } finally {
    await drain(service, surface.console);
  }
}

/** `npm start`: the whole service on one machine, with the bundled sample (or a file) sent through its own HTTP endpoint. */
export function registerStart(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  withService(program)
    .option('--once', 'end when the queue is empty')
    .option('--tickets <file>', 'a file of tickets instead of the bundled sample')
    .option('--rate <n>', 'webhooks per second', wholeNumber(1, 100_000))
    .option('--decisions <file>', 'write one JSON line per decision')
    .action(async (options: StartOptions) => exit(await start(options, surface)));
}
