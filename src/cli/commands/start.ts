import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError } from '../../core/errors.ts';
import type { DecisionRecord } from '../../core/worker/decision-record.ts';
import type { RunSummary } from '../../core/worker/run-summary.ts';
import { writeDemonstrationFlags } from '../demonstration-flags.ts';
import { localOptionsOf, type ServiceCliOptions, wholeNumber, withService } from '../options.ts';
import { printJson } from '../print.ts';
import { summarise } from '../run-tally.ts';
import { createRunView, type RunView } from '../run-view.ts';
import { runSample } from '../sample-run.ts';
import type { LocalService, ServiceOptions, Surface } from '../surface.ts';
import { readTickets } from '../ticket-input.ts';

interface StartOptions extends ServiceCliOptions {
  readonly once?: boolean;
  readonly tickets?: string;
  readonly rate?: number;
  readonly decisions?: string;
}

interface Stopping {
  isStopped: boolean;
}

function bannerOf(service: LocalService): string[] {
  const { process } = service.stores.operatorContext();
  return [
    `richpanel-middleware · environment ${service.environment} · identity ${process.identity.kind}`,
    `vendors: richpanel ${process.vendorModes.richpanel}, shopify ${process.vendorModes.shopify}, model ${process.vendorModes.model}: nothing here can reach a customer`,
    `listening on ${service.url}/webhooks/richpanel`,
    service.isFresh
      ? 'empty data folder: demonstration flags were written (reason "demonstration", on the ledger)'
      : 'flags are as this data folder holds them; npx rpmw flags get --env dev shows them',
  ];
}

const HINTS = (service: LocalService): string[] => [
  `still listening on ${service.url}; Ctrl-C drains and stops`,
  'try next, in another terminal:',
  '  npx rpmw kill --env dev                          every reply stops; routing goes on',
  '  npx rpmw tickets explain --env dev --text "Where is my order?"',
  '  npx rpmw ledger verify --env dev',
  '  RPMW_WEBHOOK_TOKEN=… npx rpmw tickets send samples/tickets.jsonl --env dev',
];

function decisionWriter(file: string | undefined): (record: DecisionRecord) => void {
  if (file === undefined) return () => undefined;
  try {
    writeFileSync(file, '');
  } catch (thrown) {
    throw new ConfigurationError(
      'DECISIONS_UNWRITABLE',
      'The file for decisions cannot be written.',
      'Check the path after --decisions.',
      1,
      { cause: thrown },
    );
  }
  return (record) => appendFileSync(file, `${JSON.stringify(record)}\n`);
}

/** The short second run: the same service with scope test-only, in a folder of its own, ignores everything. */
async function runTestOnly(
  options: ServiceOptions,
  surface: Surface,
  stopping: Stopping,
): Promise<RunSummary['testOnly']> {
  const dataDir = join(options.dataDir, 'test-only');
  const service = await surface.startService({
    ...options,
    dataDir,
    port: 0,
    ticketScope: 'test-only',
  });
  try {
    if (service.isFresh)
      await writeDemonstrationFlags(
        service.stores,
        surface.loadConfig(options.configDir).templates,
        surface,
      );
    const tickets = readTickets(surface.samples.testOnly, surface.console, surface.random);
    const silent = {
      ratePerSecond: undefined,
      isStopped: () => stopping.isStopped,
      onDecision: () => undefined,
      onProgress: () => undefined,
    };
    const { sent, tally } = await runSample(tickets, service, silent, surface);
    return { received: sent.received, ignored: tally.outcomes.ignored };
  } finally {
    await service.stop();
  }
}

async function runMain(
  service: LocalService,
  options: StartOptions,
  view: RunView,
  surface: Surface,
  stopping: Stopping,
) {
  const write = decisionWriter(options.decisions);
  const tickets = readTickets(
    options.tickets ?? surface.samples.tickets,
    surface.console,
    surface.random,
  );
  const startedAtMs = surface.clock.now();
  const onDecision = (record: DecisionRecord): void => {
    write(record);
    view.decision(record);
  };
  const isStopped = (): boolean => stopping.isStopped;
  const run = await runSample(
    tickets,
    service,
    { ratePerSecond: options.rate, isStopped, onDecision, onProgress: view.progress },
    surface,
  );
  return { ...run, elapsedMs: surface.clock.now() - startedAtMs };
}

/** 0 only when everything that was accepted is settled and nothing tried to leave by another way. */
function exitCodeOf(summary: RunSummary): number {
  const isGood =
    summary.lost === 0 &&
    summary.deadLettered === 0 &&
    summary.liveWrites === 0 &&
    summary.refusals === 0 &&
    summary.unknownCalls === 0 &&
    summary.ledger.verified &&
    summary.accepted === summary.received;
  return isGood ? 0 : 1;
}

async function start(options: StartOptions, surface: Surface): Promise<number> {
  const local = localOptionsOf(options, surface);
  const serviceOptions: ServiceOptions = {
    ...local,
    port: options.port,
    ticketScope: options.ticketScope,
    logLevel: 'warn',
  };
  const isJson = options.json === true;
  const view = createRunView(surface.console, isJson);
  const stopping: Stopping = { isStopped: false };
  void surface.stopRequested.then(() => {
    stopping.isStopped = true;
  });
  const service = await surface.startService(serviceOptions);
  try {
    if (service.isFresh)
      await writeDemonstrationFlags(
        service.stores,
        surface.loadConfig(local.configDir).templates,
        surface,
      );
    view.banner(bannerOf(service));
    if (service.generatedToken !== null)
      surface.console.err(
        `webhook token of this run (RPMW_WEBHOOK_TOKEN): ${service.generatedToken}\n\n`,
      );
    const main = await runMain(service, options, view, surface, stopping);
    const isBundled = options.tickets === undefined && !stopping.isStopped;
    const testOnly = isBundled
      ? await runTestOnly(serviceOptions, surface, stopping)
      : { received: 0, ignored: 0 };
    const summary = await summarise(main.sent, main.tally, service, {
      elapsedMs: main.elapsedMs,
      testOnly,
    });
    view.summary(summary);
    if (isBundled && !isJson)
      surface.console.out(
        `\nthe same service with --ticket-scope test-only: ${testOnly.ignored} of ${testOnly.received} tickets ignored, as none carries exactly mw-test\n`,
      );
    if (isJson) printJson(surface.console, summary);
    if (options.once !== true && !stopping.isStopped) {
      surface.console.err(`\n${HINTS(service).join('\n')}\n`);
      await surface.stopRequested;
    }
    return exitCodeOf(summary);
  } finally {
    surface.console.err('\ndraining …');
    await service.stop();
    surface.console.err(' stopped\n');
  }
}

/** `npm start`: the whole service on one machine, with the bundled sample (or a file) sent through its own door. */
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
