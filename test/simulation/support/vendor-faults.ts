import type { TransportRequest } from '../../../src/adapters/outbound/transport.ts';
import type { StubFaultKind } from '../../../stubs/richpanel/faults.ts';
import type { Conditions } from './conditions.ts';
import type { Chance } from './seeded-chance.ts';
import type { WireFault } from './wire-faults.ts';

const READ_FAULTS: readonly StubFaultKind[] = [
  '429',
  '500',
  'timeout-before-commit',
  'truncated-json',
  'status',
];
const WRITE_FAULTS: readonly StubFaultKind[] = [
  '429',
  '500',
  '500-after-commit',
  'timeout-before-commit',
  'timeout-after-commit',
  'truncated-json',
  'noop-200',
  'status',
];
const LATE_MS = [0, 500, 3_000, 20_000] as const;

function stubFault(kind: StubFaultKind, { statuses }: Conditions, chance: Chance): WireFault {
  switch (kind) {
    case '429':
      return { kind: 'stub', fault: { kind, retryAfterSeconds: chance.pick([0, 1, 20]) } };
    case 'status':
      return { kind: 'stub', fault: { kind, status: chance.pick(statuses) } };
    default:
      return { kind: 'stub', fault: { kind } };
  }
}

function readFault(conditions: Conditions, chance: Chance): WireFault | null {
  if (conditions.maxLagMs > 0 && chance.happens(0.4))
    return { kind: 'lag', lagMs: chance.between(0, conditions.maxLagMs) };
  if (!chance.happens(conditions.wireFaultRate)) return null;
  return chance.happens(0.1)
    ? { kind: 'reset' }
    : stubFault(chance.pick(READ_FAULTS), conditions, chance);
}

function isSeenByCustomer({ url }: TransportRequest): boolean {
  return !/\/(?:add|remove)-tags$/.test(url);
}

function writeFault(
  request: TransportRequest,
  conditions: Conditions,
  chance: Chance,
): WireFault | null {
  const rate = isSeenByCustomer(request) ? conditions.talkFaultRate : conditions.wireFaultRate;
  if (!chance.happens(rate)) return null;
  const odd = chance.between(0, 9);
  if (odd === 0) return { kind: 'reset' };
  if (odd === 1) return { kind: 'not-connected' };
  if (odd <= 3) return { kind: 'late', delayMs: chance.pick(LATE_MS) };
  if (odd === 4 && request.url.endsWith('/add-tags'))
    return { kind: 'stub', fault: { kind: 'drop-tags' } };
  return stubFault(chance.pick(WRITE_FAULTS), conditions, chance);
}

/** How one call of the vendor goes wrong, or null when it goes well. */
export function chooseWireFault(
  request: TransportRequest,
  conditions: Conditions,
  chance: Chance,
): WireFault | null {
  return request.method === 'GET'
    ? readFault(conditions, chance)
    : writeFault(request, conditions, chance);
}
