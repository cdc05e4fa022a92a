import { describe, expect, it } from 'vitest';
import { countingFingerprinter } from '../../../test/support/preflight-fixture.ts';
import {
  ACCOUNT_WITNESSES,
  codesOf,
  FOREIGN,
  find,
  identityWith,
  OWN,
  prepareProbes,
  type Registrations,
  refusedWith,
  TROUBLES,
  workspacesOf,
} from '../../../test/support/probe-cases.ts';
import { CHANNEL_IDS, type FakeVendors, USERS } from '../../../test/support/probe-fixture.ts';
import type { Workspaces } from '../environment/fingerprints.ts';
import { readWorkspace } from '../operate/register-workspace.ts';
import { fingerprintWorkspace, type WorkspaceIds } from './workspace-witness.ts';

const { fingerprinter } = countingFingerprinter();

describe('R6.1 the workspace', () => {
  it.each([401, 403])('a key refused with %i is told as that', async (status) => {
    const { vendors, run } = prepareProbes();
    vendors.answers.users = refusedWith(status);

    const checks = await run();

    expect(codesOf(checks)).toEqual(['RICHPANEL_KEY_REFUSED']);
    expect(vendors.entries).toContainEqual(
      expect.objectContaining({ kind: 'attempt', outcome: 'unknown', codes: ['VENDOR_REJECTED'] }),
    );
  });

  it.each(TROUBLES)(
    'after %s the code stays, and nobody else is asked',
    async (_, trouble, code) => {
      const { vendors, run } = prepareProbes();
      vendors.answers.channels = trouble;

      const checks = await run();

      expect(codesOf(checks)).toEqual([code]);
      expect(vendors.sent).not.toContain('shop');
      expect(vendors.sent).not.toContain('model');
      expect(checks.filter(({ status }) => status === 'skipped')).toHaveLength(6);
    },
  );

  const OTHER_STAFF: WorkspaceIds = { users: ['agent-7'], channels: CHANNEL_IDS };
  const cases: readonly (readonly [string, Registrations, string | null])[] = [
    ['as registered', { dev: { 'sandbox-workspace': OWN }, prod: { live: FOREIGN } }, null],
    ['unregistered', { prod: { live: FOREIGN } }, 'WORKSPACE_UNREGISTERED'],
    [
      'registered for another mode',
      { dev: { live: OWN }, prod: { live: FOREIGN } },
      'WORKSPACE_UNREGISTERED',
    ],
    [
      'another one',
      { dev: { 'sandbox-workspace': FOREIGN }, prod: { live: FOREIGN } },
      'WORKSPACE_DIFFERS',
    ],
    [
      'the same with other staff',
      { dev: { 'sandbox-workspace': OTHER_STAFF }, prod: { live: FOREIGN } },
      'WORKSPACE_CHANGED',
    ],
    ['prod’s', { dev: { 'sandbox-workspace': OWN }, prod: { live: OWN } }, 'WORKSPACE_IS_PROD'],
    [
      'prod’s with other staff',
      { dev: { 'sandbox-workspace': OWN }, prod: { live: OTHER_STAFF } },
      'WORKSPACE_IS_PROD',
    ],
    [
      'prod’s with somebody and a channel more on either side',
      {
        dev: { 'sandbox-workspace': OWN },
        prod: {
          live: {
            users: [...USERS.slice(1), 'joined'],
            channels: [...CHANNEL_IDS.slice(1), 'opened'],
          },
        },
      },
      'WORKSPACE_IS_PROD',
    ],
    [
      'compared with a sandbox of prod alone',
      { dev: { 'sandbox-workspace': OWN }, prod: { 'sandbox-workspace': FOREIGN } },
      'WORKSPACE_NOT_COMPARED',
    ],
    ['of nobody knows whom', { dev: { 'sandbox-workspace': OWN } }, 'WORKSPACE_NOT_COMPARED'],
  ];
  it.each(cases)(
    'that is %s is judged, and others are asked only after it',
    async (_, known, code) => {
      const { vendors, run } = prepareProbes();

      const checks = await run(await workspacesOf(known));

      expect(find(checks, 'probe.richpanel-workspace')).toMatchObject({
        status: code === null ? 'pass' : 'fail',
        code,
      });
      expect(vendors.sent.includes('shop')).toBe(code === null);
      expect(vendors.sent.includes('model')).toBe(code === null);
      expect(find(checks, 'probe.richpanel-bot-agent')).toMatchObject({ status: 'pass' });
    },
  );

  it('incident 28 is known by its ids in whatever order they come', async () => {
    const { vendors, run } = prepareProbes();
    vendors.answers.users = () => USERS.toReversed();
    vendors.answers.channels = () => CHANNEL_IDS.toReversed();

    expect(codesOf(await run())).toEqual([]);
  });

  it('incident 21 without the bot agent fails, and the others are asked all the same', async () => {
    const { vendors, run } = prepareProbes();
    const registered = { users: ['agent-1'], channels: CHANNEL_IDS };
    vendors.answers.users = () => registered.users;

    const checks = await run(
      await workspacesOf({ dev: { 'sandbox-workspace': registered }, prod: { live: FOREIGN } }),
    );

    expect(codesOf(checks)).toEqual(['BOT_AGENT_UNKNOWN']);
    expect(vendors.sent).toContain('shop');
  });
});

const PROD_ONLY = await workspacesOf({ prod: { live: FOREIGN } });

describe('R6.1 registering a workspace', () => {
  const place = (
    workspaces: Workspaces,
    mode: 'live' | 'sandbox-workspace' = 'sandbox-workspace',
  ) => ({
    ...{ environment: 'dev' as const, mode },
    workspaces: () => workspaces,
  });

  it('reads it without the workspace’s own word, and counts what it was made of', async () => {
    const { vendors } = prepareProbes();

    const reading = await readWorkspace(
      vendors.clients,
      place(PROD_ONLY),
      identityWith(ACCOUNT_WITNESSES),
      fingerprinter,
    );

    expect(reading).toMatchObject({ mode: 'sandbox-workspace', users: 2, channels: 2 });
    expect(reading.fingerprint).toEqual(await fingerprintWorkspace(OWN, fingerprinter));
  });

  it('refuses a stub, prod’s workspace, and a sandbox with nothing to compare', async () => {
    const { vendors } = prepareProbes();
    const read = async (clients: FakeVendors['clients'], known: Workspaces) =>
      readWorkspace(clients, place(known), identityWith(ACCOUNT_WITNESSES), fingerprinter);

    await expect(read({ ...vendors.clients, richpanel: null }, PROD_ONLY)).rejects.toMatchObject({
      code: 'WORKSPACE_IS_STUB',
    });
    await expect(
      read(vendors.clients, await workspacesOf({ prod: { live: OWN } })),
    ).rejects.toMatchObject({ code: 'WORKSPACE_IS_PROD' });
    await expect(read(vendors.clients, await workspacesOf({}))).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_COMPARED',
    });
  });

  it('refuses by the gate’s code before every other witness has agreed', async () => {
    for (const witness of ACCOUNT_WITNESSES) {
      const { vendors } = prepareProbes();
      const identity = identityWith(ACCOUNT_WITNESSES.filter((one) => one !== witness));

      await expect(
        readWorkspace(vendors.clients, place(PROD_ONLY), identity, fingerprinter),
      ).rejects.toMatchObject({ code: 'IDENTITY_UNVERIFIED', exitCode: 1 });
      expect(vendors.sent).toEqual([]);
    }
  });

  it('tells a refused key by its own code', async () => {
    const { vendors } = prepareProbes();
    vendors.answers.channels = refusedWith(401);

    await expect(
      readWorkspace(
        vendors.clients,
        place(PROD_ONLY),
        identityWith(ACCOUNT_WITNESSES),
        fingerprinter,
      ),
    ).rejects.toMatchObject({ code: 'RICHPANEL_KEY_REFUSED' });
  });
});
