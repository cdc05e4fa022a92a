import type { Server } from 'node:http';
import { ConfigurationError } from '../core/runtime/errors.ts';

/** Where a server listens; `port` is the real one also when 0 was asked for. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
}

function toConfigurationError(error: NodeJS.ErrnoException, port: number): ConfigurationError {
  const options = { context: { port, errno: error.code ?? 'unknown' }, cause: error };
  if (error.code === 'EADDRINUSE') {
    const remedy =
      'Stop the other process, or choose another port with --port (0 takes a free one).';
    return new ConfigurationError('PORT_IN_USE', `port ${port} is in use`, remedy, 1, options);
  }
  const remedy = 'Choose an address of this machine and a port that you may use, 1024 or above.';
  return new ConfigurationError(
    'LISTEN_FAILED',
    `cannot listen on port ${port}`,
    remedy,
    1,
    options,
  );
}

function addressOf(server: Server, host: string): ListenAddress {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shown = host.includes(':') ? `[${host}]` : host;
  return { host, port, url: `http://${shown}:${port}` };
}

/**
 * Starts a server. @returns where it listens.
 * @throws {ConfigurationError} `PORT_IN_USE`, or `LISTEN_FAILED` for any other reason
 */
export function listenOn(server: Server, host: string, port: number): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(toConfigurationError(error, port));
    server.once('error', onError);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', onError);
      resolve(addressOf(server, host));
    });
  });
}
