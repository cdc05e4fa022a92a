import { setTimeout } from 'node:timers/promises';
import type { DeliveryStream } from './delivery-stream.ts';
import type { ServiceProcess } from './service-process.ts';

/** The pause of each sender between two webhooks: a load, not a wait for anything. */
const PAUSE_MS = 12;

/** Sends without a pause longer than a few milliseconds until it is told to stop. */
export async function sendStream(
  service: Pick<ServiceProcess, 'post'>,
  stream: DeliveryStream,
  isOver: () => boolean,
  senders = 6,
): Promise<void> {
  const one = async (): Promise<void> => {
    while (!isOver()) {
      const ticketId = stream.next();
      stream.note(ticketId, await service.post(ticketId));
      await setTimeout(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: senders }, one));
}
