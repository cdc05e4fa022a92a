import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

interface Connection {
  /** Requests that came and have no answer yet, oldest first. */
  readonly unanswered: Set<IncomingMessage>;
  /** What to call when such a request is the oldest, for those whose answer is ready. */
  readonly turns: WeakMap<IncomingMessage, () => void>;
  newest: IncomingMessage | null;
  /** The one before the newest; it arrived whole, else there would be no newer one. */
  previous: IncomingMessage | null;
  isEnding: boolean;
  /** Whose answer closes a connection that is ending. */
  last: IncomingMessage | null;
}

/**
 * Remembers for each connection which requests wait for an answer, and where it ends. A client may send the next
 * request before it has the answer to the first. Two things must then never happen: that an answer to bytes that are no
 * request arrives in the place of another one's, and that something behind a refused body is taken for a request.
 */
export interface Connections {
  /** Notes a request. @returns false when its connection is ending: it must not be acted on, nor answered */
  admit(request: IncomingMessage): boolean;
  /** True for a request that was admitted, was not answered, and does not stand behind the end of its connection. */
  isWaiting(request: IncomingMessage): boolean;
  /** Ends the connection with the answer to this request; what was admitted behind it is dropped. */
  endAfter(request: IncomingMessage): void;
  /**
   * Ends a connection on which nothing can be read any more. @returns what a client may still be told there: `owed`, the
   * answers to whole requests and no other · `nothing`, it was ending already · `fault`, why it ends
   */
  endBroken(socket: Duplex): 'owed' | 'nothing' | 'fault';
  /**
   * Resolves when the request is the oldest that was not answered, never when it was dropped. Else the answer that must
   * say that it is the last could be written before that is known.
   */
  turnOf(request: IncomingMessage): Promise<void>;
  /** Notes the answer. @returns whether it is the last one of its connection, always so for the newest if `isStopping` */
  settle(request: IncomingMessage, isStopping: boolean): boolean;
}

function newConnection(): Connection {
  const ends = { newest: null, previous: null, isEnding: false, last: null };
  return { unanswered: new Set(), turns: new WeakMap(), ...ends };
}

function oldestOf({ unanswered }: Connection): IncomingMessage | undefined {
  const [oldest] = unanswered;
  return oldest;
}

/** Keeps nothing of a connection that is closed. */
export function createConnections(): Connections {
  const known = new WeakMap<Duplex, Connection>();
  const get = (socket: Duplex): Connection => {
    const found = known.get(socket);
    if (found !== undefined) return found;
    const created = newConnection();
    known.set(socket, created);
    return created;
  };

  return {
    admit(request) {
      const connection = get(request.socket);
      if (connection.isEnding) return false;
      connection.unanswered.add(request);
      connection.previous = connection.newest;
      connection.newest = request;
      return true;
    },
    isWaiting: (request) => get(request.socket).unanswered.has(request),
    endAfter(request) {
      const connection = get(request.socket);
      connection.isEnding = true;
      connection.last = request;
      const admitted = [...connection.unanswered];
      const behind = admitted.slice(admitted.indexOf(request) + 1);
      for (const dropped of behind) connection.unanswered.delete(dropped);
    },
    endBroken(socket) {
      const connection = get(socket);
      if (connection.isEnding) return 'nothing';
      connection.isEnding = true;
      const { newest, previous, unanswered } = connection;
      if (newest?.complete === false) unanswered.delete(newest);
      connection.last = newest?.complete === false ? previous : newest;
      return unanswered.size > 0 ? 'owed' : 'fault';
    },
    turnOf(request) {
      const connection = get(request.socket);
      if (oldestOf(connection) === request) return Promise.resolve();
      return new Promise((resolve) => connection.turns.set(request, resolve));
    },
    settle(request, isStopping) {
      const connection = get(request.socket);
      connection.unanswered.delete(request);
      const next = oldestOf(connection);
      if (next !== undefined) connection.turns.get(next)?.();
      const last = connection.isEnding ? connection.last : connection.newest;
      if (request !== last || !(connection.isEnding || isStopping)) return false;
      connection.isEnding = true;
      connection.last = request;
      return true;
    },
  };
}
