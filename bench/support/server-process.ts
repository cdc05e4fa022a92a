import type { ServerReady, ServerReport } from './messages.ts';

/**
 * Runs a server as a child process: says where it listens, and on any message reports what became durable and how
 * much processor it used, closes and ends.
 */
export function runAsChild(server: {
  readonly port: number;
  readonly countDurable: () => Promise<number>;
  readonly close: () => Promise<void>;
}): void {
  const cpuAtStart = process.cpuUsage();
  const startedAtMs = performance.now();

  async function finish(): Promise<void> {
    const cpu = process.cpuUsage(cpuAtStart);
    const cpuMs = (cpu.user + cpu.system) / 1000;
    const cpuShare = cpuMs / (performance.now() - startedAtMs);
    const report: ServerReport = {
      kind: 'report',
      durable: await server.countDurable(),
      cpuShare,
      cpuMs,
    };
    process.send?.(report);
    await server.close();
    process.disconnect();
  }

  process.on('message', () => void finish());
  const ready: ServerReady = { kind: 'ready', port: server.port };
  process.send?.(ready);
}
