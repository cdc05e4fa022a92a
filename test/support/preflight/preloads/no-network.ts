import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Loaded into a child before the program: the first try to connect, to send a datagram or to look a name up ends the
 * process with a code of its own. Whoever replaces what stands here, as a seal of the program would, replaces nothing.
 */
const NETWORK_TOUCHED = 97;

function forbid(target: object, name: string): void {
  Object.defineProperty(target, name, {
    configurable: false,
    get: () => () => process.exit(NETWORK_TOUCHED),
    set: () => undefined,
  });
}

forbid(net.Socket.prototype, 'connect');
forbid(dgram.Socket.prototype, 'connect');
forbid(dgram.Socket.prototype, 'send');
for (const target of [dns, dns.promises]) {
  const names = Object.keys(target).filter((name) => /^(?:lookup|resolve|reverse)/.test(name));
  for (const name of names) forbid(target, name);
}
syncBuiltinESMExports();
