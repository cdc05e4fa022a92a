import { CHANNELS, type Channel } from '../../src/core/tickets/channels.ts';

/** The agent who writes operators' comments in the stub. */
export const STUB_OPERATOR_ID = 'stub-agent-operator-1';

const OTHER_OPERATOR_ID = 'stub-agent-operator-2';

/** The channel id that a ticket of this channel gets unless it is told another. */
export function stubChannelId(channel: Channel): string {
  return `stub-channel-${channel}`;
}

/** Who may sign a message: the bot and two people. */
export function listUsers(botAgentId: string) {
  return [
    { id: botAgentId, name: 'Reply Bot', role: 'agent' },
    { id: STUB_OPERATOR_ID, name: 'First Operator', role: 'agent' },
    { id: OTHER_OPERATOR_ID, name: 'Second Operator', role: 'admin' },
  ];
}

export function isUser(botAgentId: string, authorId: string): boolean {
  return listUsers(botAgentId).some((user) => user.id === authorId);
}

export function listTeams() {
  return [
    { id: 'stub-team-1', name: 'Email Support' },
    { id: 'stub-team-2', name: 'Chat Support' },
  ];
}

export function listChannels() {
  return CHANNELS.map((channel) => ({ id: stubChannelId(channel), type: channel, name: channel }));
}
