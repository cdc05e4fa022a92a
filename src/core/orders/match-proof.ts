/**
 * The proof that one order belongs to the requester of one ticket (R7.2). Holds HMAC references only; a Tier 2
 * reply without one, or with one for something else, is denied.
 */
export interface MatchProof {
  readonly ticketRef: string;
  readonly requesterRef: string;
  readonly messageRef: string;
  readonly orderRef: string;
  /** The verified address that the proof is bound to. */
  readonly destinationRef: string;
  readonly provedAtMs: number;
}

/** A proof is good for five minutes. */
export const MATCH_PROOF_LIFETIME_MS = 300_000;
