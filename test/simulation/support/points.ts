/**
 * Every call of a port that the worker may wait for. A crash is possible before each, after each, and, where the
 * store commits later than it is called, during it.
 */
export const PORT_METHODS = {
  queue: ['claim', 'complete', 'defer', 'fail', 'deadLetter', 'enqueue'],
  effects: [
    'find',
    'intend',
    'refuse',
    'move',
    'countReplies',
    'countWrite',
    'readWrites',
    'uncountWrite',
    'findOpen',
  ],
  conversations: [
    'findWorkItem',
    'noteBegun',
    'settle',
    'findConversation',
    'recordReply',
    'block',
    'noteUnknown',
    'readUnknown',
  ],
  ledger: ['append'],
  flags: ['read'],
  approvals: ['isReleaseApproved'],
  limiter: ['take'],
  helpdesk: ['readTicket', 'addTags', 'removeTags', 'sendReply', 'addComment', 'closeTicket'],
  wire: ['send'],
} as const;

export type PortName = keyof typeof PORT_METHODS;

/** Calls that end with a commit of the store. */
const COMMITTING: ReadonlySet<string> = new Set([
  'queue.claim',
  'queue.complete',
  'queue.defer',
  'queue.fail',
  'queue.deadLetter',
  'queue.enqueue',
  'effects.intend',
  'effects.refuse',
  'effects.move',
  'effects.countWrite',
  'effects.uncountWrite',
  'conversations.noteBegun',
  'conversations.settle',
  'conversations.recordReply',
  'conversations.block',
  'conversations.noteUnknown',
  'ledger.append',
  'wire.send',
]);

function pointsOf(call: string): string[] {
  return [`${call}:before`, ...(COMMITTING.has(call) ? [`${call}:during`] : []), `${call}:after`];
}

/** Every await point at which a crash must have happened. */
export const AWAIT_POINTS: readonly string[] = Object.entries(PORT_METHODS).flatMap(
  ([port, methods]) => methods.flatMap((method) => pointsOf(`${port}.${method}`)),
);
