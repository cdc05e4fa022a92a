import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Channel } from '../../../src/core/tickets/ticket.ts';

const SAMPLES = new URL('../../../samples/', import.meta.url);
const lineSchema = z.object({ id: z.string(), text: z.string() });
const intentsSchema = z.record(z.string(), z.string());

/** Shares of the channels (domain, "Volume"); what that calls other is live chat here, to have its service level measured. */
const CHANNEL_SHARES: readonly (readonly [Channel, number])[] = [
  ['email', 0.57],
  ['email_from_widget', 0.28],
  ['tiktok', 0.06],
  ['facebook', 0.05],
  ['instagram', 0.02],
  ['livechat', 0.02],
];
const ORDER_STATUS_SHARE = 0.5;
/** One message in ten comes from a customer who has written within the last day. */
const FOLLOW_UP_SHARE = 0.1;
const REMEMBERED_TICKETS = 2_000;

export interface Message {
  readonly ticketId: string;
  readonly channel: Channel;
  readonly text: string;
  /** True when the ticket was there before. */
  readonly isFollowUp: boolean;
}

function readTexts(): { readonly status: readonly string[]; readonly other: readonly string[] } {
  const intents = intentsSchema.parse(
    JSON.parse(readFileSync(new URL('expected-intents.json', SAMPLES), 'utf8')),
  );
  const lines = readFileSync(new URL('tickets.jsonl', SAMPLES), 'utf8')
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const isStatus = ({ id }: { readonly id: string }) => intents[id] === 'order_status_tracking';
  return {
    status: lines.filter(isStatus).map(({ text }) => text),
    other: lines.filter((line) => !isStatus(line)).map(({ text }) => text),
  };
}

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

function pickChannel(random: () => number): Channel {
  let left = random();
  for (const [channel, share] of CHANNEL_SHARES) {
    left -= share;
    if (left < 0) return channel;
  }
  return 'email';
}

/** Writes the messages of the week, one at each call, in the words of the bundled sample. */
export function createCustomers(random: () => number): () => Message {
  const texts = readTexts();
  const recent: { readonly ticketId: string; readonly channel: Channel }[] = [];
  let tickets = 0;
  return () => {
    const text = pick(random() < ORDER_STATUS_SHARE ? texts.status : texts.other, random);
    if (recent.length > 0 && random() < FOLLOW_UP_SHARE)
      return { ...pick(recent, random), text, isFollowUp: true };
    tickets += 1;
    const ticket = { ticketId: `soak-${tickets}`, channel: pickChannel(random) };
    recent.push(ticket);
    if (recent.length > REMEMBERED_TICKETS) recent.shift();
    return { ...ticket, text, isFollowUp: false };
  };
}
