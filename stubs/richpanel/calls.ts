import type { Clock } from '../../src/core/runtime/platform.ts';
import type { StubState } from './state.ts';

/** The calls the stub knows. Where a call is an effect of the gate it has that effect's name. */
export const STUB_CALLS = [
  'ticket.read',
  'ticket.read-by-number',
  'tickets.read-by-email',
  'tickets.read-by-phone',
  'tickets.list',
  'tags.add',
  'tags.remove',
  'reply.send',
  'comment.add',
  'ticket.close',
  'ticket.update',
  'ticket.order.read',
  'order.read',
  'tags.list',
  'teams.list',
  'users.list',
  'channels.list',
] as const;

export type StubCall = (typeof STUB_CALLS)[number];

const WRITE_CALLS: ReadonlySet<StubCall> = new Set<StubCall>([
  'tags.add',
  'tags.remove',
  'reply.send',
  'comment.add',
  'ticket.close',
  'ticket.update',
]);

export function isWriteCall(call: StubCall): boolean {
  return WRITE_CALLS.has(call);
}

interface Route {
  readonly call: StubCall;
  readonly method: 'GET' | 'PUT';
  /** `*` stands for one parameter. */
  readonly pattern: readonly string[];
}

const ROUTES: readonly Route[] = [
  { call: 'ticket.read-by-number', method: 'GET', pattern: ['v1', 'tickets', 'number', '*'] },
  { call: 'tickets.read-by-email', method: 'GET', pattern: ['v1', 'tickets', 'email', '*'] },
  { call: 'tickets.read-by-phone', method: 'GET', pattern: ['v1', 'tickets', 'phone', '*'] },
  { call: 'tickets.list', method: 'GET', pattern: ['v1', 'tickets'] },
  { call: 'ticket.read', method: 'GET', pattern: ['v1', 'tickets', '*'] },
  { call: 'tags.add', method: 'PUT', pattern: ['v1', 'tickets', '*', 'add-tags'] },
  { call: 'tags.remove', method: 'PUT', pattern: ['v1', 'tickets', '*', 'remove-tags'] },
  { call: 'reply.send', method: 'PUT', pattern: ['v1', 'tickets', '*', 'send-message'] },
  { call: 'ticket.update', method: 'PUT', pattern: ['v1', 'tickets', '*'] },
  { call: 'ticket.order.read', method: 'GET', pattern: ['v1', 'order', '*'] },
  { call: 'order.read', method: 'GET', pattern: ['v1', 'order', '*', '*'] },
  { call: 'tags.list', method: 'GET', pattern: ['v1', 'tags'] },
  { call: 'teams.list', method: 'GET', pattern: ['v1', 'teams'] },
  { call: 'users.list', method: 'GET', pattern: ['v1', 'users'] },
  { call: 'channels.list', method: 'GET', pattern: ['v1', 'channel'] },
];

export interface MatchedCall {
  readonly call: StubCall;
  readonly isWrite: boolean;
  /** The parameters of the path, percent-decoded, in order. */
  readonly params: readonly string[];
  /** False when a parameter holds a character that must be percent-encoded in a path segment. */
  readonly isEncoded: boolean;
}

export type CallMatch =
  | { readonly outcome: 'matched'; readonly matched: MatchedCall }
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'unknown' };

/** Finds the call that a raw request target means. The query is ignored, as the vendor does. */
export function matchCall(method: string, path: string): CallMatch {
  const [pathname = ''] = path.split('?', 1);
  const segments = pathname.split('/').slice(1);
  const route = ROUTES.find((each) => each.method === method && isMatch(each.pattern, segments));
  if (!route) return { outcome: 'unknown' };
  const raw = segments.filter((_, index) => route.pattern[index] === '*');
  const params = raw.map(decodeSegment);
  if (!params.every((param) => param !== null)) return { outcome: 'malformed' };
  return {
    outcome: 'matched',
    matched: {
      call: route.call,
      isWrite: isWriteCall(route.call),
      params,
      isEncoded: raw.every(isEncodedSegment),
    },
  };
}

function isMatch(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) =>
    part === '*' ? segments[index] !== '' : part === segments[index],
  );
}

/** What encodeURIComponent leaves, and `%`. Encoding more than that is allowed. */
function isEncodedSegment(segment: string): boolean {
  return /^[A-Za-z0-9\-_.!~*'()%]+$/.test(segment);
}

export function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** What a call of the API works on. */
export interface StubWorkspace {
  readonly state: StubState;
  readonly clock: Pick<Clock, 'now'>;
  readonly seed: string;
  readonly botAgentId: string;
}

/** How a scripted fault bends the work of one call. */
export interface CallBend {
  /** True: the tag is silently not written. */
  readonly isTagDropped: (tag: string) => boolean;
}

export const UNBENT: CallBend = { isTagDropped: () => false };
