import { expect } from 'vitest';
import type { Workspace } from '../../src/core/vendors/probes.ts';
import { type ContractCase, describeCases } from './contract-case.ts';
import { ask, type ReadOf, vendorReadCases } from './vendor-read.cases.ts';
import type { VendorFixture, VendorReadHarness } from './vendor-read.harness.ts';

export interface WorkspaceFixture extends VendorFixture {
  /** What the workspace holds, sorted. */
  readonly userIds: readonly string[];
  readonly channelIds: readonly string[];
}

export type WorkspaceHarness = VendorReadHarness<Workspace, WorkspaceFixture>;

const USERS: ReadOf<Workspace, 'workspace.read'> = {
  name: 'users',
  prepare: (workspace) => workspace.prepareListUsers(),
  send: (workspace, request, permit) => workspace.listUsers(request, permit),
};
const CHANNELS: ReadOf<Workspace, 'workspace.read'> = {
  name: 'channels',
  prepare: (workspace) => workspace.prepareListChannels(),
  send: (workspace, request, permit) => workspace.listChannels(request, permit),
};

/** Every law of the port `Workspace`. */
export const WORKSPACE_CASES: readonly ContractCase<WorkspaceHarness>[] = [
  {
    name: 'gives the ids of users and channels, sorted, and no name',
    run: async (harness) => {
      expect(await ask(harness, USERS)).toEqual(harness.fixture.userIds);
      expect(await ask(harness, CHANNELS)).toEqual(harness.fixture.channelIds);
    },
  },
  {
    name: 'asks with GET and sends no body',
    run: async (harness) => {
      for (const read of [USERS, CHANNELS]) {
        expect(read.prepare(harness.connect())).toMatchObject({
          effect: 'workspace.read',
          method: 'GET',
          body: null,
        });
      }
    },
  },
  ...vendorReadCases<Workspace, 'workspace.read', WorkspaceHarness>(USERS),
  ...vendorReadCases<Workspace, 'workspace.read', WorkspaceHarness>(CHANNELS),
];

export function describeWorkspace(
  name: string,
  makeHarness: () => Promise<WorkspaceHarness>,
): void {
  describeCases(`Workspace contract: ${name}`, WORKSPACE_CASES, makeHarness);
}
