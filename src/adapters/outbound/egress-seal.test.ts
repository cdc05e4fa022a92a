import dgram from 'node:dgram';
import dns from 'node:dns';
import { createServer, get } from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { type EgressSeal, sealEgress } from './egress-seal.ts';

const NOT_LISTED = { code: 'EGRESS_NOT_LISTED' };
/** Not one that fetch refuses on its own. */
const PORT_OF_NOBODY = 49_999;
let seal: EgressSeal | null = null;
afterEach(() => seal?.lift());

function fails(socket: net.Socket): Promise<unknown> {
  return new Promise((resolve) => socket.on('error', resolve));
}

describe('R8.2 a sealed process', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a socket', () => fails(net.connect(PORT_OF_NOBODY, '127.0.0.1'))],
    ['TLS', () => fails(tls.connect(PORT_OF_NOBODY, '127.0.0.1'))],
    ['a local socket', () => fails(net.connect('/nowhere.sock'))],
    [
      'HTTP',
      () =>
        new Promise((resolve) => get(`http://127.0.0.1:${PORT_OF_NOBODY}/`).on('error', resolve)),
    ],
    [
      'fetch',
      () =>
        fetch(`http://127.0.0.1:${PORT_OF_NOBODY}/`).catch((thrown: unknown) =>
          thrown instanceof Error ? thrown.cause : thrown,
        ),
    ],
    [
      'a datagram',
      () => {
        const socket = dgram.createSocket('udp4');
        return new Promise((resolve) =>
          socket.send('x', PORT_OF_NOBODY, '127.0.0.1', (error) => {
            socket.close();
            resolve(error);
          }),
        );
      },
    ],
    ['a look-up', () => promisify(dns.lookup)('shop.example').catch((thrown: unknown) => thrown)],
    [
      'a promised look-up',
      () => dns.promises.resolve4('shop.example').catch((thrown: unknown) => thrown),
    ],
  ])('refuses and counts %s', async (_name, reach) => {
    seal = sealEgress();
    const error = await reach();

    expect(error).toMatchObject(NOT_LISTED);
    expect(seal.refusals()).toBe(1);
  });

  it('counts what a caller swallowed', async () => {
    seal = sealEgress();
    await fetch(`http://127.0.0.1:${PORT_OF_NOBODY}/`).catch(() => null);
    await fetch(`http://127.0.0.1:${PORT_OF_NOBODY}/`).catch(() => null);

    expect(seal.refusals()).toBe(2);
  });

  it('is as it was once the seal is lifted', async () => {
    const { connect } = net.Socket.prototype;
    seal = sealEgress();
    expect(net.Socket.prototype.connect).not.toBe(connect);
    seal.lift();
    const server = createServer((_request, response) => response.end('open'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const answer = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await new Promise((resolve) => server.close(resolve));

    expect(net.Socket.prototype.connect).toBe(connect);
    expect(answer).toBe('open');
    expect(seal.refusals()).toBe(0);
  });
});
