/**
 * Everything that goes wrong, or that others do in between, and the file that makes it happen. A fault is counted when
 * it took effect, not when it was meant: a full disk when a commit was refused, an old read when it hid something.
 */
export const FAULTS = {
  'worker-crash': 'crashes.ts',
  'process-crash': 'crashes.ts',
  'process-restart': 'crashes.ts: over the same store',
  'worker-restart': 'happenings.ts',
  'delivery-duplicate': 'happenings.ts: announced again without news',
  'delivery-reordered': 'happenings.ts, staff.ts: accepted after one that was sent later',
  'delivery-refused': 'staff.ts: a store that failed, and the sender never repeats it',
  'lease-lost': 'crashes.ts, happenings.ts: told so when it wanted to end its job',
  'two-workers-on-one-ticket': 'crashes.ts: one froze past its lease and does not know it',
  'vendor-429': 'vendor-faults.ts',
  'vendor-500': 'vendor-faults.ts: nothing was done',
  'vendor-500-after-commit': 'vendor-faults.ts',
  'vendor-status': 'vendor-faults.ts: another refusal or failure',
  'vendor-timeout-before-commit': 'vendor-faults.ts',
  'vendor-timeout-after-commit': 'vendor-faults.ts',
  'vendor-truncated-read': 'vendor-faults.ts',
  'vendor-truncated-after-commit': 'vendor-faults.ts',
  'vendor-noop-200': 'vendor-faults.ts: a 200 that did nothing',
  'vendor-drop-tags': 'vendor-faults.ts: a 200 without the tags',
  'wire-not-connected': 'vendor-faults.ts',
  'wire-reset': 'vendor-faults.ts: broken off after the request had arrived',
  'wire-late': 'vendor-faults.ts: a time-out, and it arrives afterwards all the same',
  'read-old': 'vendor-faults.ts: a read that lags behind writes of anybody',
  'read-older-than-own-write': 'vendor-faults.ts: or behind our own',
  'store-failed': 'happenings.ts: nothing was kept',
  'store-unanswered': 'happenings.ts: kept, and the answer was lost',
  'store-slow': 'happenings.ts: up to longer than a lease',
  'disk-full': 'happenings.ts: every commit fails for a while, as SQLite says it',
  'clock-forward': 'happenings.ts: the clock on the wall',
  'clock-back': 'happenings.ts: the clock on the wall',
  'time-passed': 'happenings.ts, crashes.ts: nobody ran meanwhile',
  'customer-wrote': 'happenings.ts',
  'customer-wrote-before-send': 'happenings.ts: after the last read before a send',
  'operator-wrote': 'happenings.ts',
  'operator-wrote-before-send': 'happenings.ts: after the last read before a send',
  'operator-pasted-ours': 'happenings.ts, pasting.ts: the very text that we sent, or meant to send',
  'operator-closed': 'happenings.ts',
  'operator-closed-before-send': 'happenings.ts: after the last read before a send',
  'scope-changed': 'happenings.ts',
  'ticket-unknown': 'happenings.ts: announced before the helpdesk shows it, or never shown',
  'flag-thrown': 'happenings.ts',
} as const;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS: readonly string[] = Object.keys(FAULTS);

/** Counts what took effect. */
export interface FaultCounts {
  note(kind: FaultKind): void;
  readonly counts: ReadonlyMap<string, number>;
}

export function createFaultCounts(): FaultCounts {
  const counts = new Map<string, number>();
  return {
    note: (kind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1),
    counts,
  };
}
