import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { EgressNotListedError } from './outbound.ts';

const LOOKS_UP = /^(?:lookup|resolve|reverse)/;
/** A process from which nothing may leave. */
export interface EgressSeal {
  /** How often something tried to connect, send or look a name up since the seal was set; each try was refused. */
  refusals(): number;
  /** Ends the refusing. For processes that go on to other work. */
  lift(): void;
}

type Refuse = (this: unknown, ...args: readonly unknown[]) => unknown;

interface Patch {
  readonly target: object;
  readonly name: string;
  readonly original: unknown;
}

/** What a caller of Node's callback style gets: the error, later, and nothing else. */
function tellCallback(args: readonly unknown[]): void {
  const last = args.at(-1);
  if (typeof last === 'function')
    queueMicrotask(() => void Reflect.apply(last, undefined, [new EgressNotListedError()]));
}

/**
 * Refuses every connection, datagram and name look-up of this process, no matter what tries: our own code, a library, Node's
 * `fetch`. Each try is counted and fails as a broken network would, so that a caller which swallows the error is seen
 * all the same. Connections that are open already stay open. Other processes are not held back.
 */
export function sealEgress(): EgressSeal {
  let refusals = 0;
  const patches: Patch[] = [];
  const replace = (target: object, name: string, refuse: Refuse) => {
    patches.push({ target, name, original: Reflect.get(target, name) });
    Reflect.set(target, name, function (this: unknown, ...args: readonly unknown[]) {
      refusals += 1;
      return Reflect.apply(refuse, this, args);
    });
  };
  replace(net.Socket.prototype, 'connect', function (this: unknown) {
    if (this instanceof net.Socket) this.destroy(new EgressNotListedError());
    return this;
  });
  for (const name of ['connect', 'send']) {
    replace(dgram.Socket.prototype, name, (...args) => tellCallback(args));
  }
  const names = Object.keys(dns).filter((name) => LOOKS_UP.test(name));
  for (const name of names) replace(dns, name, (...args) => tellCallback(args));
  for (const name of Object.keys(dns.promises).filter((one) => LOOKS_UP.test(one))) {
    replace(dns.promises, name, () => Promise.reject(new EgressNotListedError()));
  }
  return {
    refusals: () => refusals,
    lift: () => {
      for (const { target, name, original } of patches.splice(0).toReversed()) {
        Reflect.set(target, name, original);
      }
    },
  };
}
