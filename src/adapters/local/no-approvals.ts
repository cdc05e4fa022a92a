import type { ApprovalSource } from '../../core/gate/approval-source.ts';

/** Nobody has approved anything: what a machine says that holds no approval records. */
export function createNoApprovals(): ApprovalSource {
  return { isReleaseApproved: async () => false };
}
