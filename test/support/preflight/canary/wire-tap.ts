import { connect, createServer, type Socket } from 'node:net';

/** Stands between a child and the stand-in and keeps every byte of both directions. */
export interface WireTap {
  readonly origin: string;
  readonly bytes: () => Buffer;
  readonly close: () => Promise<void>;
}

export async function startWireTap(target: string): Promise<WireTap> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const port = Number(new URL(target).port);
  const keep = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => void heard.push(chunk));
    // A fault of the stand-in may cut either side; the other one goes with it.
    socket.on('error', () => other.destroy());
    socket.on('close', () => other.destroy());
    socket.pipe(other);
  };
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1');
    keep(inner, outer);
    keep(outer, inner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const ownPort = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${ownPort}`,
    bytes: () => Buffer.concat(heard),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
