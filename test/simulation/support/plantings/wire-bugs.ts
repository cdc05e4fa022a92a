import type { Transport } from '../../../../src/adapters/outbound/transport.ts';

/** Sends a write again when the vendor says 500 (D7). */
export function retryOn500(wire: Transport): Transport {
  return {
    ...wire,
    send: async (request) => {
      const result = await wire.send(request);
      const isFailure = result.outcome === 'answered' && result.status === 500;
      return isFailure && request.method === 'PUT' ? wire.send(request) : result;
    },
  };
}

/** Calls what the helpdesk does not know. */
export function misspell(wire: Transport): Transport {
  return {
    ...wire,
    send: (request) =>
      wire.send({ ...request, url: request.url.replace('/v1/tickets/', '/v1/ticket/') }),
  };
}
