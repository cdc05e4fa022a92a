import { describe, expect, it } from 'vitest';
import { createHealth, createHttpHandler, type Readiness } from './health.ts';
import type { HttpHandler } from './message.ts';

const unreachable: HttpHandler = () => Promise.reject(new Error('not a health path'));

function ask(readiness: Readiness, path: string, method = 'GET') {
  const handle = createHttpHandler({ intake: unreachable, health: createHealth(readiness) });
  return handle({ method, path, headers: {}, body: new Uint8Array(0) });
}

describe('/healthz', () => {
  it('answers 200 while the process lives, ready or not', async () => {
    expect((await ask(() => ['DRAINING'], '/healthz')).status).toBe(200);
  });
});

describe('/readyz', () => {
  it('answers 200 when nothing stands in the way', async () => {
    const response = await ask(() => [], '/readyz');

    expect([response.status, JSON.parse(response.body)]).toEqual([
      200,
      { status: 'ready', reasons: [] },
    ]);
  });

  it('answers 503 with the reasons', async () => {
    const response = await ask(async () => ['IDENTITY_UNVERIFIED', 'DRAINING'], '/readyz');

    expect([response.status, JSON.parse(response.body)]).toEqual([
      503,
      { status: 'not-ready', reasons: ['IDENTITY_UNVERIFIED', 'DRAINING'] },
    ]);
  });

  it('is not ready when that cannot be learned', async () => {
    const response = await ask(() => Promise.reject(new Error('CANARY')), '/readyz');

    expect(response.status).toBe(503);
    expect(response.body).toContain('READINESS_UNKNOWN');
    expect(response.body).not.toContain('CANARY');
  });

  it('takes GET and HEAD only', async () => {
    expect((await ask(() => [], '/readyz', 'HEAD')).status).toBe(200);
    const response = await ask(() => [], '/readyz', 'POST');
    expect([response.status, response.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

it('hands every other path to the intake', async () => {
  await expect(ask(() => [], '/webhook')).rejects.toThrow('not a health path');
});
