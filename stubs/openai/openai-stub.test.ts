import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { HTTP_FAULTS } from '../http/http-faults.ts';
import { createOpenaiStub } from './openai-stub.ts';

function setUp() {
  const { clock } = createVirtualClock(0);
  const stub = createOpenaiStub({ apiKey: 'sk-1', models: ['gpt-a'], clock });
  const send = (path: string, change: { method?: string; key?: string; body?: string } = {}) => {
    const { method = 'GET', key = 'sk-1', body = '' } = change;
    const response = stub.handle({
      method,
      path,
      headers: { authorization: `Bearer ${key}` },
      body,
    });
    return response.kind === 'no-answer' ? { status: null, body: '' } : response;
  };
  return { stub, send };
}

describe('the OpenAI stub', () => {
  it('knows its models and its key', () => {
    const { stub, send } = setUp();

    expect(JSON.parse(send('/v1/models/gpt-a').body)).toMatchObject({
      id: 'gpt-a',
      object: 'model',
    });
    expect(JSON.parse(send('/v1/models/gpt-b').body)).toMatchObject({
      error: { code: 'model_not_found' },
    });
    expect(send('/v1/models/gpt-a', { key: 'sk-2' }).status).toBe(401);
    stub.change({ apiKey: '' });
    expect(send('/v1/models/gpt-a', { key: '' }).status).toBe(401);
    expect(stub.journal().map((entry) => entry.status)).toEqual([200, 404, 401, 401]);
  });

  it('takes no text: every other call is unknown, and what was sent is counted in bytes alone', () => {
    const { stub, send } = setUp();
    const body = 'Canary ü';

    expect(send('/v1/responses', { method: 'POST', body }).status).toBe(501);
    expect(send('/v1/models').status).toBe(501);
    expect(send('/v1/models/%').status).toBe(501);
    expect(send('/v1/models/gpt-a', { method: 'DELETE' }).status).toBe(501);
    expect(stub.unknownCalls()).toBe(4);
    expect(stub.journal()[0]).toEqual({ call: 'unknown', bodySizeBytes: 9, status: 501 });
  });

  it('fails as scripted, in order, and then no more', () => {
    const { stub, send } = setUp();
    for (const kind of HTTP_FAULTS) stub.script({ kind });

    const answers = [...HTTP_FAULTS, 'none'].map(() => send('/v1/models/gpt-a'));

    expect(answers.map((answer) => answer.status)).toEqual([401, 403, 429, 500, null, 200, 200]);
    expect(() => JSON.parse(answers[5]?.body ?? '') as unknown).toThrow();
  });
});
