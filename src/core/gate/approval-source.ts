/** Looks up approvals of releases. Never throws: what cannot be read is not approved. */
export interface ApprovalSource {
  isReleaseApproved(releaseDigest: string): Promise<boolean>;
}
