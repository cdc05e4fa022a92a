import type { Command } from 'commander';
import { localOptionsOf, type ServiceCliOptions, withService } from '../options.ts';
import { printJson } from '../print.ts';
import type { Console, LocalService, Surface } from '../surface.ts';

/** Finishes what is in hand, and says meanwhile how to end without it. */
export async function drain(
  service: Pick<LocalService, 'stop'>,
  console: Pick<Console, 'err'>,
): Promise<void> {
  console.err(
    '\ndraining … (once more ends it at once; what is in hand goes on at the next start)',
  );
  await service.stop();
  console.err(' stopped\n');
}

/** Resolves when the signal aborts, at once when it has. */
export function waitForAbort(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `serve`: the service alone. It writes no flag: a flag that is missing means off. */
export function registerServe(program: Command, surface: Surface): void {
  withService(program.command('serve').description('run the service until it is stopped')).action(
    async (options: ServiceCliOptions) => {
      const local = localOptionsOf(options, surface);
      const stopping = surface.stopRequested();
      const service = await surface.startService({
        ...local,
        port: options.port,
        ticketScope: options.ticketScope,
        logLevel: 'info',
      });
      try {
        if (options.json === true)
          printJson(surface.console, { schemaVersion: 1, url: service.url });
        else
          surface.console.out(
            `listening on ${service.url}/webhooks/richpanel (${service.environment}, Ctrl-C stops)\n`,
          );
        if (service.generatedToken !== null)
          surface.console.err(
            `webhook token of this run (RPMW_WEBHOOK_TOKEN): ${service.generatedToken}\n`,
          );
        if (service.isFresh)
          surface.console.err(
            'empty data folder: no flag is set, so nothing is written; npx rpmw flags get --env dev\n',
          );
        await waitForAbort(stopping);
      } finally {
        await drain(service, surface.console);
      }
    },
  );
}
