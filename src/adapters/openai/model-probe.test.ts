import { describe, expect, it } from 'vitest';
import {
  createPermitSource,
  createRememberingLedger,
} from '../../../test/contract/helpdesk-harness.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { createEgressList } from '../outbound/egress.ts';
import type { EffectOptions } from '../outbound/outbound.ts';
import { createModelProbe, type ModelProbeDeps, openaiEgress } from './model-probe.ts';

function setUp(body: string, change: Partial<ModelProbeDeps> = {}) {
  const sent: EffectOptions[] = [];
  const probe = createModelProbe({
    outbound: {
      sendEffect: async (_request, _permit, options) => {
        sent.push(options);
        return { outcome: 'answered', status: 200, headers: {}, body };
      },
    },
    model: 'gpt-5.2-mini',
    apiKey: new Sensitive('sk-1'),
    timeoutMs: 1_000,
    clock: { now: () => 0 },
    ...change,
  });
  const permitFor = createPermitSource(createRememberingLedger().ledger, () => 0);
  const run = async () => {
    const request = probe.prepareProbe();
    return probe.probe(request, await permitFor(request));
  };
  return { probe, sent, run };
}

describe('the OpenAI probe', () => {
  it('asks for one model, at an address that is listed, with nothing but the key', async () => {
    const { probe, sent, run } = setUp('{"id":"gpt-5.2-mini"}');
    const { origin, path } = probe.prepareProbe();
    const { isListed } = createEgressList(openaiEgress());

    expect(await run()).toBe('gpt-5.2-mini');
    expect(origin + path).toBe('https://api.openai.com/v1/models/gpt-5.2-mini');
    expect(sent).toEqual([
      { timeoutMs: 1_000, headers: { accept: 'application/json', authorization: 'Bearer sk-1' } },
    ]);
    expect(isListed(origin, path)).toBe(true);
    expect(isListed(origin, '/v1/responses')).toBe(false);
  });

  it('encodes the name as one segment', () => {
    const { probe } = setUp('{}', { model: 'ft:gpt:org::id' });

    expect(probe.prepareProbe().path).toBe('/v1/models/ft%3Agpt%3Aorg%3A%3Aid');
  });

  it.each(['{}', 'null', '[]', '{"id":7}', '{"id":""}', '{"id":"our model"}', '{"data":[]}'])(
    'believes no answer without an id: %s',
    async (body) => {
      await expect(setUp(body).run()).rejects.toMatchObject({ code: 'VENDOR_ANSWER_INVALID' });
    },
  );

  it.each([
    ['no model', { model: '' }],
    ['a model that climbs', { model: '../files' }],
    ['a model with a query', { model: 'gpt?x=1' }],
    ['an empty key', { apiKey: new Sensitive('') }],
    ['a key with a space', { apiKey: new Sensitive('sk 1') }],
  ])('does not start with %s', (_name, change) => {
    expect(() => setUp('{}', change)).toThrow(
      expect.objectContaining({ code: 'OPENAI_SETTINGS_INVALID' }),
    );
  });
});
