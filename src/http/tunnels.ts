import type { IncomingMessage } from 'node:http';

type Socket = IncomingMessage['socket'];

/**
 * Holds the connections on which a CONNECT came. Node lets go of them altogether: an error there would end the process,
 * no time limit would apply, and neither would the end of the server.
 */
export interface Tunnels {
  hold(socket: Socket): void;
  /** Cuts those that are still open. */
  cut(): void;
}

/** `inactivityTimeoutMs`: how long nothing may move on one before it is cut. */
export function createTunnels(inactivityTimeoutMs: number): Tunnels {
  const open = new Set<Socket>();
  return {
    hold(socket) {
      open.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
      socket.setTimeout(inactivityTimeoutMs, () => socket.destroy());
    },
    cut() {
      for (const socket of open) socket.destroy();
    },
  };
}
