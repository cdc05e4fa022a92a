import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../src/adapters/outbound/outbound.ts';
import { createRichpanelHelpdesk } from '../../src/adapters/richpanel/client.ts';
import type { WriteOutcome } from '../../src/core/effects/perform.ts';
import type { Helpdesk } from '../../src/core/vendors/helpdesk.ts';
import { HELPDESK_CASES } from './helpdesk.contract.ts';
import type { HelpdeskParts } from './helpdesk-harness.ts';
import { createStubHarness } from './richpanel-stub-fixture.ts';

/** Green for every client below: what turns red does so for its own reason. */
const SPARED = 'R6.2: gives nothing but id, tags and channel id of a ticket out of scope';

type MakeHelpdesk = (parts: HelpdeskParts) => Helpdesk;

/** Runs the whole suite against a client and names the cases that turn red. */
async function redCases(makeHelpdesk: MakeHelpdesk): Promise<string[]> {
  const red: string[] = [];
  for (const each of HELPDESK_CASES) {
    const harness = await createStubHarness({ timeoutMs: each.timeoutMs, makeHelpdesk });
    await each.run(harness).catch(() => red.push(each.name));
    await harness.dispose();
  }
  return red;
}

const decoded = <R extends { readonly path: string }>(request: R): R => ({
  ...request,
  path: decodeURIComponent(request.path),
});

/** Incident 1. */
const withoutEncoding: MakeHelpdesk = ({ deps }) => {
  const helpdesk = createRichpanelHelpdesk(deps);
  return {
    ...helpdesk,
    prepareAddTags: (id, tags) => decoded(helpdesk.prepareAddTags(id, tags)),
    prepareSendReply: (id, body) => decoded(helpdesk.prepareSendReply(id, body)),
  };
};

/** D7: goes round `outbound`, which would refuse, and tries again. */
const retrying: MakeHelpdesk = ({ deps, transport }) => {
  const sendEffect: Outbound['sendEffect'] = async (request, _permit, options) => {
    const { method, origin, path, body } = request;
    const message = { method, url: origin + path, body, ...options };
    const result = await transport.send(message);
    if (result.outcome === 'answered' && result.status < 500) return result;
    return transport.send(message);
  };
  return createRichpanelHelpdesk({ ...deps, outbound: { sendEffect } });
};

const claimsUnsent: MakeHelpdesk = ({ deps }) => {
  const helpdesk = createRichpanelHelpdesk(deps);
  const lie = async (outcome: Promise<WriteOutcome>): Promise<WriteOutcome> => {
    const known = await outcome;
    return known.outcome === 'unknown' ? { ...known, outcome: 'unsent' } : known;
  };
  return { ...helpdesk, sendReply: (request, permit) => lie(helpdesk.sendReply(request, permit)) };
};

/** Incident 23. */
const repliesByComment: MakeHelpdesk = ({ deps }) => {
  const helpdesk = createRichpanelHelpdesk(deps);
  return {
    ...helpdesk,
    prepareSendReply: (id, body) => ({
      ...helpdesk.prepareAddComment(id, body),
      effect: 'reply.send',
    }),
  };
};

describe('the Helpdesk contract turns red for a broken client', () => {
  it.each([
    ['that does not percent-encode', withoutEncoding, ['incident 1: writes to such tickets']],
    ['that retries on 500', retrying, ['D7: a write that fails with 500', 'a spent Permit']],
    ['that reports an unknown send as unsent', claimsUnsent, ['D7: a write that was done']],
    ['that sends an e-mail reply as a comment', repliesByComment, ['incident 23']],
  ])('%s', async (_name, makeHelpdesk, expected) => {
    const red = await redCases(makeHelpdesk);

    for (const name of expected) expect(red).toContainEqual(expect.stringContaining(name));
    expect(red).not.toContain(SPARED);
  });
});
