import { z } from 'zod';
import { isWriteCall, STUB_CALLS, type StubCall } from './calls.ts';

/**
 * How a call can fail:
 * - `429`: refused with Retry-After (`retryAfterSeconds`, 1 without it), nothing is done
 * - `500`: nothing is done; `status`: the same with the status of your choice
 * - `timeout-before-commit`, `timeout-after-commit`: no answer; nothing, or everything, was done
 * - `500-after-commit`: it was done, the answer says 500
 * - `truncated-json`: it was done, the answer breaks off in the middle
 * - `noop-200`: a write is answered with 200 and does nothing; meets writes only
 * - `drop-tags`: the tags named in `tags`, or all without it, are silently not added; meets `tags.add` only
 */
export const STUB_FAULTS = [
  '429',
  '500',
  'status',
  'timeout-before-commit',
  'timeout-after-commit',
  '500-after-commit',
  'truncated-json',
  'noop-200',
  'drop-tags',
] as const;
export type StubFaultKind = (typeof STUB_FAULTS)[number];

/** A fault that meets the next calls which fit. Without `call` or `ticketId` every one fits. */
export const stubFaultSchema = z.strictObject({
  kind: z.enum(STUB_FAULTS),
  call: z.enum(STUB_CALLS).optional(),
  ticketId: z.string().optional(),
  /** How many calls it meets; 1 without it. */
  count: z.number().int().min(1).max(1_000_000).optional(),
  /** How many fitting calls pass unharmed before; 0 without it. */
  after: z.number().int().min(0).max(1_000_000).optional(),
  retryAfterSeconds: z.number().int().min(0).max(3600).optional(),
  /** For `status`; 503 without it. */
  status: z.number().int().min(400).max(599).optional(),
  tags: z.array(z.string()).optional(),
});
export type StubFault = z.infer<typeof stubFaultSchema>;

/** The faults still to come. They live in the process: a restart forgets them, unlike the workspace. */
export interface FaultScript {
  add(fault: StubFault): void;
  /** Finds the fault that meets this call and uses it up once. Of several, the one scripted first. */
  take(call: StubCall, ticketId: string | null): StubFault | null;
}

export function createFaultScript(): FaultScript {
  const scripted: { fault: StubFault; pass: number; left: number }[] = [];
  return {
    add: (fault) => {
      scripted.push({ fault, pass: fault.after ?? 0, left: fault.count ?? 1 });
    },
    take: (call, ticketId) => {
      for (const entry of scripted) {
        if (entry.left === 0 || !doesFit(entry.fault, call, ticketId)) continue;
        if (entry.pass > 0) {
          entry.pass -= 1;
          continue;
        }
        entry.left -= 1;
        return entry.fault;
      }
      return null;
    },
  };
}

function doesFit(fault: StubFault, call: StubCall, ticketId: string | null): boolean {
  if (fault.call !== undefined && fault.call !== call) return false;
  if (fault.kind === 'drop-tags' && call !== 'tags.add') return false;
  if (fault.kind === 'noop-200' && !isWriteCall(call)) return false;
  return fault.ticketId === undefined || fault.ticketId === ticketId;
}
