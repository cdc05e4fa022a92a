import { createHttpTransport } from '../src/adapters/outbound/http-transport.ts';
import type { TransportRequest } from '../src/adapters/outbound/transport.ts';
import { createNotingTransport, replay, startBenchStub } from './support/bench-stub.ts';
import { settleTickets } from './support/bench-worker.ts';
import { readBenchOptions } from './support/command-line.ts';
import { shownRow, spreadsOf } from './support/statistics.ts';

// Tickets settled per second by the workers of the product: every store on disk, real calls over loopback to a stub in
// the same process, no limit on calls. Beside it the very same calls without a worker, a gate or a store.

const WORKERS = 16;

async function runOnce(tickets: number) {
  const noted = new Map<string, TransportRequest[]>();
  const transport = createHttpTransport();
  const first = await startBenchStub(tickets);
  const second = await startBenchStub(tickets);
  try {
    const run = await settleTickets({
      stub: first,
      transport: createNotingTransport(transport, noted),
      ticketIds: first.ticketIds,
      concurrency: WORKERS,
    });
    const barePerSecond = await replay({
      noted,
      transport,
      from: first.origin,
      to: second.origin,
      concurrency: WORKERS,
    });
    const calls = [...noted.values()].reduce((sum, requests) => sum + requests.length, 0);
    return { ...run, barePerSecond, callsPerTicket: calls / tickets };
  } finally {
    transport.close();
    await first.close();
    await second.close();
  }
}

const { isJson, runs, tickets } = readBenchOptions({ runs: 5, tickets: 400 });
await runOnce(tickets);
const all: Awaited<ReturnType<typeof runOnce>>[] = [];
for (let run = 0; run < runs; run += 1) {
  all.push(await runOnce(tickets));
  if (!isJson) console.error(`run ${run + 1} of ${runs}`);
}

const figures = spreadsOf(
  all.map(({ perSecond, barePerSecond, callsPerTicket, ledgerRows }) => ({
    settledPerSecond: perSecond,
    bareCallsOfTicketsPerSecond: barePerSecond,
    ratio: perSecond / barePerSecond,
    callsPerTicket,
    ledgerRowsPerTicket: ledgerRows / tickets,
  })),
);
const outcomes = Object.fromEntries(all[0]?.outcomes ?? []);

if (isJson) {
  const settings = { runs, tickets, workers: WORKERS };
  console.log(
    JSON.stringify({ schemaVersion: 1, bench: 'worker', ...settings, outcomes, figures }),
  );
} else {
  console.log(
    `worker: ${tickets} tickets, ${WORKERS} workers; medians of ${runs} runs (least to most)`,
  );
  console.table(shownRow(figures));
  console.log(`outcomes ${JSON.stringify(outcomes)}`);
}
