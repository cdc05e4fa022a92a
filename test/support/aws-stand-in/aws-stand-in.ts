import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { refusal, type Service, type StandInAnswer } from './answers.ts';
import { authorizationFault } from './authorization.ts';
import { createFaults, type Fault, faultAnswer, spoil } from './faults.ts';
import { type ReceivedCall, readCall, readText } from './read-call.ts';
import { answerSecretsManager } from './secrets-manager.ts';
import { answerSsm } from './ssm.ts';
import { type AccountState, createAccountState } from './state.ts';
import { answerSts, callerArn } from './sts.ts';

/** One call that arrived, refused or not. `name` joins several with commas; null where the call names nothing. */
interface JournalEntry {
  readonly service: Service;
  readonly operation: string;
  readonly name: string | null;
}

export interface AwsStandIn {
  /** For `AWS_ENDPOINT_URL`: one address plays STS, SSM and Secrets Manager. */
  readonly origin: string;
  readonly state: AccountState;
  readonly journal: readonly JournalEntry[];
  /** Plans a fault; `clearFaults` ends them all. */
  fail(fault: Fault): void;
  clearFaults(): void;
  clearJournal(): void;
  /** Cuts open connections, hanging ones too. */
  close(): Promise<void>;
}

interface StandInParts {
  readonly state: AccountState;
  readonly journal: JournalEntry[];
  readonly faults: ReturnType<typeof createFaults>;
}

function answerCall(call: ReceivedCall, header: string | undefined, state: AccountState) {
  const { service, operation, body, isUnsigned } = call;
  const fault = isUnsigned ? null : authorizationFault(header, { service, region: state.region });
  if (fault !== null) return fault;
  if (service === 'sts') return answerSts(operation, state);
  return service === 'ssm'
    ? answerSsm(operation, body, state)
    : answerSecretsManager(operation, body, state);
}

function write(response: ServerResponse, answer: StandInAnswer, state: AccountState): void {
  response.sendDate = false;
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    date: new Date(Date.now() + state.clockOffsetMs).toUTCString(),
    'x-amzn-requestid': '00000000-0000-4000-8000-0000000000ff',
  });
  response.end(answer.body);
}

async function serve(parts: StandInParts, request: IncomingMessage, response: ServerResponse) {
  const { state, journal, faults } = parts;
  const call = readCall(request, await readText(request));
  if (call === null) {
    return write(
      response,
      refusal('ssm', { code: 'UnknownOperationException', message: '' }),
      state,
    );
  }
  const { service, operation, names } = call;
  journal.push({ service, operation, name: names.length === 0 ? null : names.join(',') });
  const fault = faults.take(call);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
  const good = () => answerCall(call, request.headers.authorization, state);
  const answer =
    fault === null ? good() : (faultAnswer(fault, call, callerArn(state)) ?? spoil(fault, good()));
  if (fault?.kind === 'latency') setTimeout(() => write(response, answer, state), fault.ms ?? 0);
  else write(response, answer, state);
}

/**
 * Starts a small AWS of our own on loopback: a real HTTP server with the protocols that SDK and CLI speak (Query for
 * STS, JSON 1.1 for the others), a state that the same API can set up, faults and a journal. It checks what a request
 * is signed for, not the signature nor its time; it knows no permissions: refusals are planned as faults.
 */
export async function startAwsStandIn(settings: {
  readonly accountId: string;
  readonly region: string;
}): Promise<AwsStandIn> {
  const state = createAccountState(settings.accountId, settings.region);
  const journal: JournalEntry[] = [];
  const faults = createFaults();
  const server = createServer((request, response) => {
    serve({ state, journal, faults }, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    state,
    journal,
    fail: faults.add,
    clearFaults: faults.clear,
    clearJournal: () => void journal.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
