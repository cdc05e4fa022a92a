import { createHttpTransport } from '../../src/adapters/outbound/http-transport.ts';
import type { Transport } from '../../src/adapters/outbound/transport.ts';

/** What a run asked of the network. */
export interface CallCount {
  calls: number;
  /** The longest chain of calls of which each began after the one before had ended. */
  roundTrips: number;
}

/** The real transport, counted. */
export function createWatchedTransport(count: CallCount): Transport {
  const transport = createHttpTransport();
  return {
    ...transport,
    send: async (request) => {
      const depth = count.roundTrips + 1;
      count.calls += 1;
      const result = await transport.send(request);
      count.roundTrips = Math.max(count.roundTrips, depth);
      return result;
    },
  };
}

/** The same, but each call waits until the one before has ended. */
export function createSerialTransport(count: CallCount): Transport {
  const transport = createWatchedTransport(count);
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...transport,
    send: (request) => {
      const sent = last.then(() => transport.send(request));
      // A transport never throws.
      last = sent;
      return sent;
    },
  };
}
