/** The channels a ticket can come from, as the helpdesk names them. */
export const CHANNELS = [
  'email',
  'email_from_widget',
  'livechat',
  'tiktok',
  'facebook',
  'instagram',
  'phone',
  'other',
] as const;
export type Channel = (typeof CHANNELS)[number];

const CHANNEL_CLASSES = ['email', 'livechat', 'social', 'phone', 'other'] as const;
export type ChannelClass = (typeof CHANNEL_CLASSES)[number];

/** The classes that automation can be switched on for. */
export const AUTOMATION_CHANNELS = ['email', 'livechat'] as const;
export type AutomationChannel = (typeof AUTOMATION_CHANNELS)[number];

const CLASS_OF: Readonly<Record<Channel, ChannelClass>> = {
  email: 'email',
  email_from_widget: 'email',
  livechat: 'livechat',
  tiktok: 'social',
  facebook: 'social',
  instagram: 'social',
  phone: 'phone',
  other: 'other',
};

export function channelClassOf(channel: Channel): ChannelClass {
  return CLASS_OF[channel];
}

/** Reads a vendor's channel name; one that we do not know is `other`, for which nothing is automated. */
export function parseChannel(name: string | null | undefined): Channel {
  const known = (CHANNELS as readonly string[]).includes(name ?? '');
  return known ? (name as Channel) : 'other';
}
