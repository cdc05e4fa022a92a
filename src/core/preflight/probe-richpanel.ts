import type { Fingerprinter } from '../environment/fingerprinter.ts';
import type { Identity } from '../environment/identity.ts';
import type { Workspace } from '../vendors/workspace.ts';
import { type Answer, askVendor, type ProbeGate } from './ask-vendor.ts';
import { type Finding, failed, passed, skipped } from './check.ts';
import { WORKSPACE_CHECK } from './identity-of.ts';
import { failedAnswer } from './vendor-codes.ts';
import { judgeWorkspaceIds, type WorkspaceIds, type WorkspacePlace } from './workspace-witness.ts';

const AGENT_CHECK = 'probe.richpanel-bot-agent';

/** Reads the ids of users and channels, both at once. */
export async function readWorkspaceIds(
  workspace: Workspace,
  identity: Identity,
  gate: ProbeGate,
): Promise<Answer<WorkspaceIds>> {
  const effect = 'workspace.read' as const;
  const [users, channels] = await Promise.all([
    askVendor(
      { effect, request: workspace.prepareListUsers(), send: workspace.listUsers },
      identity,
      gate,
    ),
    askVendor(
      { effect, request: workspace.prepareListChannels(), send: workspace.listChannels },
      identity,
      gate,
    ),
  ]);
  if (users.outcome === 'failed') return users;
  if (channels.outcome === 'failed') return channels;
  return { outcome: 'answered', facts: { users: users.facts, channels: channels.facts } };
}

const DETAILS: Readonly<Record<string, string>> = {
  WORKSPACE_UNREGISTERED: 'nobody registered it for this environment and mode',
  WORKSPACE_DIFFERS: 'the key opens another workspace',
  WORKSPACE_CHANGED: 'its users or its channels changed since it was registered',
  WORKSPACE_IS_PROD: 'the sandbox is a workspace of real customers',
  WORKSPACE_NOT_COMPARED: 'the workspace of prod is not on file to compare with',
};

async function judgeWorkspace(
  ids: WorkspaceIds,
  place: WorkspacePlace,
  fingerprinter: Fingerprinter,
): Promise<Finding> {
  const code = await judgeWorkspaceIds(ids, place, fingerprinter);
  return code === null
    ? passed(WORKSPACE_CHECK, 'as registered')
    : failed(WORKSPACE_CHECK, code, DETAILS[code] ?? 'it is not verified');
}

function judgeAgent(ids: WorkspaceIds, botAgentId: string): Finding {
  return ids.users.includes(botAgentId)
    ? passed(AGENT_CHECK, 'a user of this workspace')
    : failed(AGENT_CHECK, 'BOT_AGENT_UNKNOWN', 'no user of this workspace has the id');
}

/** The workspace witness and the bot agent (R6.1, incident 21). */
export async function probeRichpanel(
  vendor: { readonly workspace: Workspace; readonly botAgentId: string },
  place: WorkspacePlace,
  identity: Identity,
  deps: { readonly gate: ProbeGate; readonly fingerprinter: Fingerprinter },
): Promise<readonly Finding[]> {
  const answer = await readWorkspaceIds(vendor.workspace, identity, deps.gate);
  if (answer.outcome === 'failed') {
    const found = failedAnswer(WORKSPACE_CHECK, answer, { refused: 'RICHPANEL_KEY_REFUSED' });
    return [found, skipped(AGENT_CHECK, WORKSPACE_CHECK)];
  }
  const workspace = await judgeWorkspace(answer.facts, place, deps.fingerprinter);
  return [workspace, judgeAgent(answer.facts, vendor.botAgentId)];
}
