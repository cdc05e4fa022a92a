/** Looks up approvals of releases. Never throws: what cannot be read is not approved. */
export interface ApprovalSource {
  isReleaseApproved(releaseDigest: string): Promise<boolean>;
}

/** Nobody has approved anything: what a machine says that holds no approval records. */
export const NOTHING_APPROVED: ApprovalSource = { isReleaseApproved: async () => false };
