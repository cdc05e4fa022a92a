import { describe, expect, it } from 'vitest';
import {
  createPermitSource,
  createRememberingLedger,
} from '../../../test/contract/helpdesk-harness.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import type { EffectOptions } from '../outbound/outbound.ts';
import { createRichpanelHelpdesk, type RichpanelHelpdeskDeps } from './client.ts';
import { RICHPANEL_ORIGIN } from './richpanel.names.ts';

function setUp(change: Partial<RichpanelHelpdeskDeps> = {}) {
  const sent: EffectOptions[] = [];
  const helpdesk = createRichpanelHelpdesk({
    outbound: {
      sendEffect: async (_request, _permit, options) => {
        sent.push(options);
        return { outcome: 'answered', status: 200, headers: {}, body: '{}' };
      },
    },
    origin: RICHPANEL_ORIGIN,
    apiKey: new Sensitive('key-1'),
    botAgentId: 'bot',
    timeoutMs: 8_000,
    limiter: { take: async () => ({ outcome: 'granted' }), pause: () => undefined },
    clock: { now: () => 0 },
    metrics: { count: () => undefined, timing: () => undefined },
    ...change,
  });
  return {
    helpdesk,
    sent,
    permitFor: createPermitSource(createRememberingLedger().ledger, () => 0),
  };
}

describe('richpanel client', () => {
  it('adds the key when it sends, and never to the request that is hashed', async () => {
    const { helpdesk, sent, permitFor } = setUp();
    const request = helpdesk.prepareAddTags('t', ['mw-processed']);

    await helpdesk.addTags(request, await permitFor(request));

    expect(JSON.stringify(request)).not.toContain('key-1');
    expect(sent).toEqual([
      {
        timeoutMs: 8_000,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-richpanel-key': 'key-1',
        },
      },
    ]);
  });

  it('gives the key to no other host', async () => {
    const { helpdesk, sent, permitFor } = setUp();
    const request = { ...helpdesk.prepareCloseTicket('t'), origin: 'https://shop.myshopify.com' };

    await expect(helpdesk.closeTicket(request, await permitFor(request))).rejects.toMatchObject({
      code: 'VENDOR_ORIGIN_DIFFERS',
    });
    expect(sent).toEqual([]);
  });

  it.each([
    ['an empty key', { apiKey: new Sensitive('') }],
    ['a key with a line break', { apiKey: new Sensitive('a\r\nb: c') }],
    ['a key with a space', { apiKey: new Sensitive('key 1') }],
    ['no bot agent (incident 21)', { botAgentId: ' ' }],
  ])('does not start with %s', (_name, change) => {
    expect(() => setUp(change)).toThrow(
      expect.objectContaining({ code: 'RICHPANEL_SETTINGS_INVALID' }),
    );
  });
});
