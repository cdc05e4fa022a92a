import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type RunningCli, runCli, startCli } from './run-cli.ts';

const TOKEN = { RPMW_WEBHOOK_TOKEN: 'a-token-of-the-test' };
const CONFIG_DIR = fileURLToPath(new URL('../../config/', import.meta.url));
/** Calls per 30 s: the stub must not be what slows the workers down. */
const STUB_RATE = 100_000;

const registrySchema = z.looseObject({
  environments: z.looseObject({
    dev: z.looseObject({ vendors: z.looseObject({ richpanel: z.looseObject({}) }) }),
  }),
});

/** The project's own configuration, with a helpdesk stub that is not slow. */
export function writeFastConfig(dir: string): string {
  cpSync(CONFIG_DIR, dir, { recursive: true });
  const path = join(dir, 'environments.json');
  const registry = registrySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  registry.environments.dev.vendors.richpanel['stubRate'] = STUB_RATE;
  writeFileSync(path, JSON.stringify(registry));
  return dir;
}

/** Tickets that are answered and routed, each of its own customer. */
function writeTickets(path: string, count: number): string {
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      channel: 'email',
      email: `customer-${index}@shop.example`,
      text: 'Could you tell me where my order is?',
    }),
  );
  writeFileSync(path, lines.join('\n'));
  return path;
}

async function end(process: RunningCli): Promise<void> {
  process.child.kill('SIGTERM');
  await process.done;
}

/** A service that answers and routes, in a process of its own, and another that sends it tickets without a pause. */
export async function startLoadedService(
  dataDir: string,
  load: { readonly tickets: number; readonly perSecond: number },
) {
  const config = writeFastConfig(join(dataDir, 'config'));
  const on = ['--env', 'dev', '--data-dir', dataDir, '--config', config];
  const first = writeTickets(join(dataDir, 'first.jsonl'), 1);
  const service = startCli('start', [...on, '--port', '0', '--tickets', first], TOKEN);
  await service.says(/Ctrl-C drains and stops/);
  const many = writeTickets(join(dataDir, 'many.jsonl'), load.tickets);
  const rate = ['--rate', String(load.perSecond)];
  const sender = startCli('rpmw', ['tickets', 'send', many, ...on, ...rate], TOKEN);
  return {
    rpmw: (...args: readonly string[]) => runCli('rpmw', [...args, ...on]),
    stop: async () => {
      await end(sender);
      await end(service);
    },
  };
}
