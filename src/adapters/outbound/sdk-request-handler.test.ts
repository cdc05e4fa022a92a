import { HttpRequest } from '@smithy/protocol-http';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EgressNotListedError, type InfrastructureRequest } from './outbound.ts';
import { createSdkRequestHandler, type SdkTry } from './sdk-request-handler.ts';
import type { TransportResult } from './transport.ts';

const DATE = 'Thu, 26 Nov 2026 20:00:00 GMT';
const ANSWER: TransportResult = {
  outcome: 'answered',
  status: 200,
  headers: { date: DATE, 'x-amzn-requestid': 'r' },
  body: '{"größe":1}',
};

function setUp(answer: TransportResult | Error = ANSWER) {
  const sent: InfrastructureRequest[] = [];
  const tries: SdkTry[] = [];
  const handler = createSdkRequestHandler({
    outbound: {
      sendInfrastructure: async (request) => {
        sent.push(request);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    timeoutMs: 1_234,
    onTry: (result) => void tries.push(result),
  });
  return { handler, sent, tries };
}

const request = (change: ConstructorParameters<typeof HttpRequest>[0] = {}) =>
  new HttpRequest({
    method: 'POST',
    protocol: 'https:',
    hostname: 'ssm.us-east-2.amazonaws.com',
    path: '/',
    headers: { 'x-amz-target': 'AmazonSSM.GetParameters' },
    body: '{}',
    ...change,
  });

describe('createSdkRequestHandler', () => {
  it('sends each try once, with its own time-out', async () => {
    const { handler, sent } = setUp();
    await handler.handle(request());

    expect(sent).toEqual([
      {
        origin: 'https://ssm.us-east-2.amazonaws.com',
        path: '/',
        method: 'POST',
        headers: { 'x-amz-target': 'AmazonSSM.GetParameters' },
        body: '{}',
        timeoutMs: 1_234,
        maxTries: 1,
      },
    ]);
  });

  it('gives back status, headers and the bytes of the body', async () => {
    const { response } = await setUp().handler.handle(request());

    expect(response.statusCode).toBe(200);
    expect(response.headers['x-amzn-requestid']).toBe('r');
    const bytes = z.instanceof(Uint8Array).parse(response.body);
    expect(new TextDecoder().decode(bytes)).toBe('{"größe":1}');
  });

  it('writes addresses as a URL parser reads them', async () => {
    const { handler, sent } = setUp();
    const query = { role: "a'b&c=d", list: ['1', '2'], flag: null };
    await handler.handle(request({ port: 8443, path: '/federation/credentials', query }));
    const [{ origin, path }] = sent as [InfrastructureRequest];
    const url = new URL(origin + path);

    expect(url.origin).toBe('https://ssm.us-east-2.amazonaws.com:8443');
    expect(url.pathname + url.search).toBe(path);
    expect(url.searchParams.get('role')).toBe("a'b&c=d");
    expect(url.searchParams.getAll('list')).toEqual(['1', '2']);
  });

  it('reports the date of every answer, of refusals too', async () => {
    const { handler, tries } = setUp({ ...ANSWER, status: 403 });
    await handler.handle(request());

    expect(tries).toEqual([{ outcome: 'answered', status: 403, date: DATE }]);
  });

  it.each([
    ['not-connected', 'ENDPOINT_UNREACHABLE', true],
    ['connect-timeout', 'ENDPOINT_TIMEOUT', false],
    ['reset', 'ENDPOINT_UNREACHABLE', true],
    ['truncated', 'ENDPOINT_UNREACHABLE', true],
    ['timeout', 'ENDPOINT_TIMEOUT', false],
    ['too-large', 'ANSWER_UNREADABLE', false],
  ] as const)('throws %s as %s, and lets the SDK repeat it: %s', async (reason, code, repeats) => {
    const { handler, tries } = setUp({ outcome: 'failed', reason });
    const thrown: unknown = await handler.handle(request()).catch((error: unknown) => error);

    expect(thrown).toMatchObject({ code, $retryable: repeats ? {} : undefined });
    expect(tries).toEqual([{ outcome: 'failed', failure: code }]);
  });

  it('throws an address that is not listed as ENDPOINT_NOT_LISTED, never to be repeated', async () => {
    const { handler } = setUp(new EgressNotListedError());

    await expect(handler.handle(request())).rejects.toMatchObject({
      code: 'ENDPOINT_NOT_LISTED',
      $retryable: undefined,
    });
  });

  it('refuses a body that is a stream, and a method that nobody uses', async () => {
    const { handler, sent } = setUp();

    await expect(handler.handle(request({ body: new ReadableStream() }))).rejects.toThrow();
    await expect(handler.handle(request({ method: 'PATCH' }))).rejects.toThrow();
    expect(sent).toEqual([]);
  });
});
