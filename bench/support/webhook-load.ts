import { connect } from 'node:net';
import type { LoadOrder, LoadReport } from './messages.ts';
import { quantile } from './statistics.ts';

// The load generator, a process of its own: raw keep-alive connections, one request in flight on each, a fresh ticket
// id every time. It looks at the status and at the length only, so that it costs less than any server it loads.

const ID_DIGITS = 12;
const ANSWER_END = '\r\n\r\n';
const MAX_SAMPLES = 4_000_000;

interface Tally {
  answers: number;
  acknowledged: number;
  refused: number;
  inFlight: number;
  readonly latenciesMs: Float64Array;
}

function requestAround(token: string): readonly [head: string, tail: string] {
  const tail = '","ticket_url":"https://helpdesk.example/t/1","trigger":"customer_message"}';
  const opening = '{"ticket_id":"T';
  const length = opening.length + ID_DIGITS + tail.length;
  const head = [
    'POST /webhooks/richpanel HTTP/1.1',
    'host: 127.0.0.1',
    `x-richpanel-webhook-token: ${token}`,
    'content-type: application/json',
    `content-length: ${length}`,
  ];
  return [`${head.join('\r\n')}${ANSWER_END}${opening}`, tail];
}

/** The size of a whole answer at the beginning of `text`, or 0 while a part is missing. */
function answerSize(text: string): number {
  const headEnd = text.indexOf(ANSWER_END);
  if (headEnd === -1) return 0;
  const found = /content-length: (\d+)/i.exec(text);
  const size = headEnd + ANSWER_END.length + Number(found?.[1] ?? 0);
  return text.length >= size ? size : 0;
}

function runLoad(order: LoadOrder): Promise<LoadReport> {
  const [head, tail] = requestAround(order.token);
  const startsAtMs = performance.now() + order.warmUpMs;
  const endsAtMs = startsAtMs + order.measureMs;
  const latenciesMs = new Float64Array(MAX_SAMPLES);
  const tally: Tally = { answers: 0, acknowledged: 0, refused: 0, inFlight: 0, latenciesMs };
  let nextId = 0;

  return new Promise((resolve, reject) => {
    function open(): void {
      const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
      let sentAtMs = 0;
      let pending = '';

      function send(): void {
        sentAtMs = performance.now();
        if (sentAtMs >= endsAtMs) {
          socket.destroy();
          tally.inFlight -= 1;
          if (tally.inFlight === 0) resolve(reportOf(tally, order));
          return;
        }
        nextId += 1;
        socket.write(head + String(nextId).padStart(ID_DIGITS, '0') + tail, 'latin1');
      }

      socket.setEncoding('latin1');
      socket.on('error', reject);
      socket.on('connect', send);
      socket.on('data', (chunk: string) => {
        pending = pending === '' ? chunk : pending + chunk;
        if (answerSize(pending) === 0) return;
        noteAnswer(tally, pending, sentAtMs, startsAtMs, endsAtMs);
        pending = '';
        send();
      });
      tally.inFlight += 1;
    }
    for (let i = 0; i < order.connections; i += 1) open();
  });
}

function noteAnswer(
  tally: Tally,
  answer: string,
  sentAtMs: number,
  startsAtMs: number,
  endsAtMs: number,
): void {
  const nowMs = performance.now();
  if (answer.startsWith('HTTP/1.1 202')) tally.acknowledged += 1;
  else tally.refused += 1;
  if (nowMs < startsAtMs || nowMs >= endsAtMs) return;
  if (tally.answers < MAX_SAMPLES) tally.latenciesMs[tally.answers] = nowMs - sentAtMs;
  tally.answers += 1;
}

function reportOf(tally: Tally, order: LoadOrder): LoadReport {
  const { answers, acknowledged, refused } = tally;
  const sorted = tally.latenciesMs.subarray(0, Math.min(answers, MAX_SAMPLES)).sort();
  return {
    kind: 'load-report',
    answers,
    acknowledged,
    refused,
    seconds: order.measureMs / 1000,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
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
