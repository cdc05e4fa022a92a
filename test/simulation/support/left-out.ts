/**
 * What `entry/local.ts` composes for the way from a delivery to its end, and what is not simulated. A new
 * adapter or method of a port is simulated, or stands here with the reason.
 */
export const MODULES_LEFT_OUT: Readonly<Record<string, string>> = {
  'adapters/local/lock.ts': 'one service a folder; the simulated processes take turns',
  'adapters/local/reference-key.ts': 'the key is fixed, so that a seed always gives the same',
  'adapters/local/expiry.ts': 'removes what is older than any seed lasts',
  'adapters/outbound/egress-seal.ts': 'for evaluations, which connect to nothing',
  'adapters/outbound/http-transport.ts': 'the wire is simulated-vendor.ts',
  'adapters/richpanel/rate.ts': 'the rate is drawn for each seed',
  'adapters/richpanel/richpanel.names.ts': 'one constant, the prefix of the paths',
  'core/worker/sweep.ts': 'looks for jobs whose rows were lost; nobody loses a row here',
};

/** Methods that somebody may wait for, and that no worker and no intake calls, by port and method. */
export const METHODS_LEFT_OUT: Readonly<Record<string, string>> = {
  'clock.sleep': 'the scheduler itself',
  'queue.listDead': 'for operators',
  'queue.redrive': 'for operators',
  'queue.claimGroup': 'for a runtime that is pushed to',
  'queue.recover': 'for the sweep over lost jobs',
  'queue.stats': 'for operators and health',
  'effects.listUnconfirmed': 'for operators',
  'conversations.listBegun': 'for the sweep over lost jobs',
  'conversations.lookForBegun': 'for the sweep over lost jobs',
  'conversations.countRecovery': 'for the sweep over lost jobs',
  'conversations.endBegun': 'for the sweep over lost jobs',
  'ledger.checkpointIfDue': 'for maintenance, hourly',
  'ledger.read': 'for operators',
  'ledger.heads': 'for operators',
  'ledger.count': 'for operators',
  'helpdesk.readLinkedOrder': 'no worker reads orders yet',
};
