import type { Identity } from '../environment/identity.ts';
import type { EnvironmentName } from '../environment/names.ts';
import type { VendorModes } from '../environment/vendor-modes.ts';
import type { FlagSnapshot } from '../flags/flags.ts';
import type { MatchProof } from '../orders/match-proof.ts';

/** What is known about the process; the same for every effect of a run. */
export interface ProcessFacts {
  readonly environment: EnvironmentName;
  readonly identity: Identity;
  readonly vendorModes: VendorModes;
  readonly runMode: 'live' | 'shadow';
  /** SHA-256 of the running release. */
  readonly releaseDigest: string;
  readonly registryDigest: string;
}

/** What a fresh read of the ticket says. */
export interface TicketFacts {
  readonly ticketRef: string;
  readonly requesterRef: string | null;
  readonly isInScope: boolean;
  readonly isOpen: boolean;
  readonly newestCommentBy: 'customer' | 'operator' | 'bot' | 'none';
  /** HMAC reference of the newest customer message, or null when the customer has not written. */
  readonly newestCustomerMessageRef: string | null;
  readonly newestCustomerMessageAtMs: number | null;
  /** Templates that our loop tags or our own record say were sent on this ticket. */
  readonly sentTemplateIds: readonly string[];
  /** True when a loop tag or our own record says that we replied to an earlier customer message. */
  readonly wasAutoReplied: boolean;
}

/** How much was done already, reservations included. */
export interface CapFacts {
  readonly writesThisEvent: number;
  readonly repliesTicket10Min: number;
  readonly repliesTicket24h: number;
  /** Null when the requester has no identity: then there is no customer cap. */
  readonly repliesCustomer24h: number | null;
}

/** What was understood of the message. */
export interface UnderstandingFacts {
  readonly confidence: number;
  readonly isTierZero: boolean;
  /** True when any P0–P2 intent stands beside, or is, the primary one. */
  readonly hasHigherIntent: boolean;
  /** The verifier's word on a Tier 2 reply; null when it was not asked or did not answer. */
  readonly verifierAgrees: boolean | null;
}

export interface Limits {
  readonly writesPerEvent: number;
  readonly repliesTicket10Min: number;
  readonly repliesTicket24h: number;
  readonly repliesCustomer24h: number;
  readonly tier1ReplyConfidence: number;
  readonly tier2ReplyConfidence: number;
  readonly emailWindowMs: number;
  readonly liveChatWindowMs: number;
  readonly closeTemplateIds: readonly string[];
  /** Every tag of the catalogue that we may write. */
  readonly isOwnTag: (tag: string) => boolean;
}

/**
 * Everything `decide` looks at. A fact that could not be learned is null, and every rule that needs it then
 * refuses: nothing is assumed.
 */
export interface GateContext {
  readonly process: ProcessFacts;
  readonly nowMs: number;
  readonly flags: FlagSnapshot;
  readonly ticket: TicketFacts | null;
  readonly caps: CapFacts | null;
  readonly understanding: UnderstandingFacts | null;
  readonly match: MatchProof | null;
  /** True when an approval record exists for the running release digest (prod). */
  readonly isReleaseApproved: boolean;
  readonly limits: Limits;
}
