import { connect, type Socket } from 'node:net';
import { createLoadTally, type LoadTally } from './load-tally.ts';
import type { LoadOrder, LoadReport } from './messages.ts';
import { createRequests, isWholeAnswer } from './webhook-request.ts';

// The load generator, a process of its own: raw keep-alive connections, one request in flight on each. It looks at the
// status and at the length only, so that it costs less than any server it loads.

interface Connection {
  readonly socket: Socket;
  /** When the request in flight was to be sent. */
  dueAtMs: number;
}

interface Load {
  readonly order: LoadOrder;
  readonly tally: LoadTally;
  readonly nextRequest: () => string;
  readonly beginsAtMs: number;
  readonly endsAtMs: number;
  readonly free: Connection[];
  open: number;
  sent: number;
}

function openConnection(load: Load, onFree: () => void, onError: (error: Error) => void): void {
  const socket = connect({ port: load.order.port, host: '127.0.0.1', noDelay: true });
  const connection: Connection = { socket, dueAtMs: 0 };
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('error', onError);
  socket.on('connect', () => {
    load.free.push(connection);
    onFree();
  });
  socket.on('data', (chunk: string) => {
    pending = pending === '' ? chunk : pending + chunk;
    if (!isWholeAnswer(pending)) return;
    load.tally.note(pending, connection.dueAtMs, performance.now());
    pending = '';
    load.free.push(connection);
    onFree();
  });
}

/** When the next request is due: now, or at its place in the fixed rate. */
function nextDueAtMs(load: Load, nowMs: number): number {
  const { ratePerSecond } = load.order;
  return ratePerSecond === null ? nowMs : load.beginsAtMs + (load.sent * 1000) / ratePerSecond;
}

function sendDue(load: Load, nowMs: number): void {
  for (let dueAtMs = nextDueAtMs(load, nowMs); dueAtMs <= nowMs; ) {
    if (dueAtMs >= load.endsAtMs) return;
    const connection = load.free.pop();
    if (connection === undefined) return;
    connection.dueAtMs = dueAtMs;
    connection.socket.write(load.nextRequest(), 'latin1');
    load.sent += 1;
    dueAtMs = nextDueAtMs(load, nowMs);
  }
}

/** @returns true when all has been sent and answered */
function closeFinished(load: Load, nowMs: number): boolean {
  if (nowMs < load.endsAtMs || nextDueAtMs(load, nowMs) < load.endsAtMs) return false;
  for (const { socket } of load.free.splice(0)) {
    socket.destroy();
    load.open -= 1;
  }
  return load.open === 0;
}

function runLoad(order: LoadOrder): Promise<LoadReport> {
  const beginsAtMs = performance.now();
  const startsAtMs = beginsAtMs + order.warmUpMs;
  const tally = createLoadTally(order, startsAtMs);
  const endsAtMs = startsAtMs + order.measureMs;
  const nextRequest = createRequests(order);
  const open = order.connections;
  const load: Load = { order, tally, nextRequest, beginsAtMs, endsAtMs, free: [], open, sent: 0 };

  return new Promise((resolve, reject) => {
    function turn(): void {
      const nowMs = performance.now();
      sendDue(load, nowMs);
      if (closeFinished(load, nowMs)) resolve(tally.report());
    }
    /** Turns without a pause, because a timer is late by up to a millisecond. */
    function spin(): void {
      turn();
      if (load.open > 0) setImmediate(spin);
    }
    for (let i = 0; i < order.connections; i += 1) openConnection(load, turn, reject);
    if (order.ratePerSecond !== null) spin();
  });
}

process.once('message', (order: LoadOrder) => {
  runLoad(order).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
