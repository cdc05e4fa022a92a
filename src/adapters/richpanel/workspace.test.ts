import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { createEgressList } from '../outbound/egress.ts';
import { RICHPANEL_ORIGIN } from './richpanel.names.ts';
import { createRichpanelWorkspace, parseIds, richpanelEgress } from './workspace.ts';

describe('R6.1: the ids that tell one workspace from another', () => {
  const list = [{ id: 'u2', name: 'Canary' }, { id: 'u1' }, { id: 12 }, { id: 'u1' }];

  it.each([
    ['alone', list],
    ['under its name', { users: list, total: 4 }],
    ['under data', { data: list }],
    ['under its name in data', { data: { users: list } }],
  ])('are read %s: sorted, once each, numbers as text', (_name, answer) => {
    expect(parseIds(answer, 'users')).toEqual(['12', 'u1', 'u2']);
  });

  it.each([
    null,
    'Canary',
    {},
    [],
    { users: [] },
    { data: [] },
    { data: {} },
    { users: {} },
    { channels: list },
    [{ id: '' }],
    [{ id: ' ' }],
    [{ id: 'u1' }, { name: 'Canary' }],
    [{ id: 'u1' }, { id: null }],
    ['u1'],
  ])('are never half read: %o', (answer) => {
    let thrown: unknown = null;
    try {
      parseIds(answer, 'users');
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({ code: 'VENDOR_ANSWER_INVALID' });
    expect(String(thrown) + JSON.stringify(thrown)).not.toContain('Canary');
  });
});

describe('the reader of a workspace', () => {
  const connect = (apiKey: string) =>
    createRichpanelWorkspace({
      outbound: { sendEffect: async () => ({ outcome: 'failed', reason: 'not-connected' }) },
      origin: RICHPANEL_ORIGIN,
      apiKey: new Sensitive(apiKey),
      timeoutMs: 1_000,
      clock: { now: () => 0 },
    });

  it('reaches users and channels, and no ticket', () => {
    const { isListed } = createEgressList(richpanelEgress(RICHPANEL_ORIGIN));
    const workspace = connect('key-1');

    for (const { origin, path } of [workspace.prepareListUsers(), workspace.prepareListChannels()])
      expect(isListed(origin, path)).toBe(true);
    expect(isListed(RICHPANEL_ORIGIN, '/v1/tickets/t')).toBe(false);
  });

  it('does not start with a key that cannot be sent', () => {
    expect(() => connect('key 1')).toThrow(
      expect.objectContaining({ code: 'RICHPANEL_SETTINGS_INVALID' }),
    );
  });
});
