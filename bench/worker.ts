import { createHttpTransport } from '../src/adapters/outbound/http-transport.ts';
import type { TransportRequest } from '../src/adapters/outbound/transport.ts';
import {
  createNotingTransport,
  createSlowTransport,
  replay,
  startBenchStub,
} from './support/bench-stub.ts';
import { settleTickets } from './support/bench-worker.ts';
import { readBenchOptions } from './support/command-line.ts';
import { shownRow, spreadsOf } from './support/statistics.ts';

// Tickets settled per second by the workers of the product: every store on disk, real calls over loopback to a stub in
// the same process, no limit on calls. Beside it the very same calls without a worker, a gate or a store. Twice: as
// fast as loopback is, and with a vendor that takes 100 ms a call.

const WORKERS = 16;
const SLOW_CALL_MS = 100;

async function runOnce(tickets: number, latencyMs: number) {
  const noted = new Map<string, TransportRequest[]>();
  const http = createHttpTransport();
  const transport = latencyMs === 0 ? http : createSlowTransport(http, latencyMs);
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

async function measure(runs: number, tickets: number, latencyMs: number) {
  await runOnce(tickets, latencyMs);
  const all: Awaited<ReturnType<typeof runOnce>>[] = [];
  for (let run = 0; run < runs; run += 1) {
    all.push(await runOnce(tickets, latencyMs));
    if (!isJson) console.error(`${latencyMs} ms a call: run ${run + 1} of ${runs}`);
  }
  const figures = spreadsOf(
    all.map(({ perSecond, barePerSecond, callsPerTicket, ledgerRows }) => ({
      settledPerSecond: perSecond,
      bareCallsOfTicketsPerSecond: barePerSecond,
      ratio: perSecond / barePerSecond,
      timesTheBareCalls: barePerSecond / perSecond,
      callsPerTicket,
      ledgerRowsPerTicket: ledgerRows / tickets,
    })),
  );
  return { latencyMs, tickets, outcomes: Object.fromEntries(all[0]?.outcomes ?? []), figures };
}

const { isJson, runs, tickets } = readBenchOptions({ runs: 5, tickets: 400 });
const measured = [
  await measure(runs, tickets, 0),
  await measure(runs, Math.ceil(tickets / 2), SLOW_CALL_MS),
];

if (isJson) {
  const settings = { runs, workers: WORKERS };
  console.log(JSON.stringify({ schemaVersion: 2, bench: 'worker', ...settings, measured }));
} else {
  for (const { latencyMs, tickets: settled, outcomes, figures } of measured) {
    console.log(
      `worker: ${settled} tickets, ${WORKERS} workers, ${latencyMs} ms added to a call; medians of ${runs} runs (least to most)`,
    );
    console.table(shownRow(figures));
    console.log(`outcomes ${JSON.stringify(outcomes)}`);
  }
}
