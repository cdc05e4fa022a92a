import type { TransportRequest } from '../../../src/adapters/outbound/transport.ts';
import type { StubFault } from '../../../stubs/richpanel/faults.ts';
import type { FaultKind } from './faults.ts';

/** How a call goes wrong on the way; beside the faults that the stub knows itself. */
export type WireFault =
  | { readonly kind: 'stub'; readonly fault: StubFault }
  /** The connection was never made, or broke after the request had arrived. */
  | { readonly kind: 'not-connected' | 'reset' }
  /** The caller is told of a time-out; the request arrives later all the same. */
  | { readonly kind: 'late'; readonly delayMs: number }
  /** The answer of a read is as old as this. */
  | { readonly kind: 'lag'; readonly lagMs: number };

/** Faults that are ones only when the request was carried out all the same. */
export const NEEDS_CHANGE: ReadonlySet<FaultKind> = new Set([
  'vendor-500-after-commit',
  'vendor-timeout-after-commit',
  'vendor-truncated-after-commit',
  'wire-reset',
  'wire-late',
]);

/** Null for a lag, which is noted where it hides something, and for a connection that was never made. */
export function faultKindOf(fault: WireFault, { method }: TransportRequest): FaultKind | null {
  if (fault.kind === 'reset' || fault.kind === 'late') return `wire-${fault.kind}`;
  if (fault.kind !== 'stub') return null;
  const { kind } = fault.fault;
  if (kind !== 'truncated-json') return `vendor-${kind}`;
  return method === 'GET' ? 'vendor-truncated-read' : 'vendor-truncated-after-commit';
}

export function describeFault(fault: WireFault): string {
  if (fault.kind === 'stub')
    return fault.fault.status === undefined ? fault.fault.kind : `status ${fault.fault.status}`;
  return fault.kind;
}
