import { afterEach, describe, expect, it } from 'vitest';
import type { TicketRead } from '../../src/core/vendors/helpdesk.ts';
import type { StubOddity } from '../../stubs/richpanel/oddities.ts';
import { describeHelpdesk } from './helpdesk.contract.ts';
import { createStubHarness } from './richpanel-stub-fixture.ts';

describeHelpdesk('Richpanel client against the stub', (options) => createStubHarness(options));
describeHelpdesk('Richpanel client against the stub with its oddities', (options) =>
  createStubHarness({ ...options, oddities: 'seeded' }),
);

describe('the client understands each oddity of a ticket', () => {
  type StubHarness = Awaited<ReturnType<typeof createStubHarness>>;
  let harness: StubHarness | null = null;
  afterEach(async () => {
    await harness?.dispose();
    harness = null;
  });

  async function openWith(oddity: StubOddity): Promise<StubHarness> {
    harness = await createStubHarness({ timeoutMs: 10_000 });
    const ticket = { id: 'odd', channel: 'email', text: 'Hello', tags: ['b', 'a', 'c'] } as const;
    const comments = [{ author: 'operator' as const, text: 'Yes?', minutesAgo: 5 }];
    harness.stub.addTickets([{ ...ticket, tags: [...ticket.tags], comments, oddities: [oddity] }]);
    return harness;
  }

  async function read({ helpdesk, permitFor }: StubHarness): Promise<TicketRead> {
    const request = helpdesk.prepareReadTicket('odd');
    const scope = { scope: 'all', testChannelId: null } as const;
    return helpdesk.readTicket(request, await permitFor(request), scope);
  }

  it.each<StubOddity>([
    'status-or-state',
    'is-operator-case',
    'nested-or-flat',
    'tags-unordered',
    'tracking-shapes',
  ])('%s', async (oddity) => {
    const result = await read(await openWith(oddity));

    if (result.outcome !== 'found') throw new Error(result.outcome);
    expect(result.ticket).toMatchObject({ id: 'odd', isOpen: true, tags: ['a', 'b', 'c'] });
    expect(result.ticket.comments.map((comment) => comment.author)).toEqual([
      'operator',
      'customer',
    ]);
  });

  it('tags-missing', async () => {
    const open = await openWith('tags-missing');
    open.stub.change('odd', { tags: [] });

    expect(await read(open)).toMatchObject({ outcome: 'found', ticket: { tags: [] } });
  });

  it('merged-ticket: another id than the one asked for is never acted on', async () => {
    expect(await read(await openWith('merged-ticket'))).toEqual({ outcome: 'not-found' });
  });

  it('forbidden-ticket', async () => {
    const forbidden = read(await openWith('forbidden-ticket'));

    await expect(forbidden).rejects.toMatchObject({ code: 'VENDOR_REJECTED' });
  });

  it('follow-up-close: 200 does not mean closed, the next read says it (incident 13)', async () => {
    const open = await openWith('follow-up-close');
    const seen: boolean[] = [];
    for (let round = 0; round < 2; round += 1) {
      const request = open.helpdesk.prepareCloseTicket('odd');
      const outcome = await open.helpdesk.closeTicket(request, await open.permitFor(request));
      expect(outcome).toEqual({ outcome: 'accepted' });
      const result = await read(open);
      seen.push(result.outcome === 'found' && result.ticket.isOpen);
    }

    expect(seen).toEqual([true, false]);
  });
});
