import type { Rule } from '../rule.ts';
import { automationOn } from './automation-on.ts';
import { caps } from './caps.ts';
import { channelEnabled } from './channel-enabled.ts';
import { closeWhitelisted } from './close-whitelisted.ts';
import { confidenceMet } from './confidence-met.ts';
import { destinationBound } from './destination-bound.ts';
import { egressListed } from './egress-listed.ts';
import { flagsFresh } from './flags-fresh.ts';
import { identityVerified } from './identity-verified.ts';
import { matchProof } from './match-proof.ts';
import { modelStoresNothing } from './model-stores-nothing.ts';
import { noTakeover } from './no-takeover.ts';
import { notAutoReplied } from './not-auto-replied.ts';
import { notSameTemplate } from './not-same-template.ts';
import { operatorEvidence } from './operator-evidence.ts';
import { releaseApproved } from './release-approved.ts';
import { replyWindow } from './reply-window.ts';
import { routingEnabled } from './routing-enabled.ts';
import { runMode } from './run-mode.ts';
import { shopReadOnly } from './shop-read-only.ts';
import { tagsClosed } from './tags-closed.ts';
import { templateEnabled } from './template-enabled.ts';
import { ticketInScope } from './ticket-in-scope.ts';
import { ticketOpen } from './ticket-open.ts';
import { tierAllows } from './tier-allows.ts';
import { vendorMode } from './vendor-mode.ts';

/** The whole policy: every rule there is. Their order has no meaning. */
export const RULES: readonly Rule[] = [
  identityVerified,
  vendorMode,
  egressListed,
  runMode,
  ticketInScope,
  routingEnabled,
  automationOn,
  flagsFresh,
  templateEnabled,
  channelEnabled,
  releaseApproved,
  tierAllows,
  matchProof,
  destinationBound,
  closeWhitelisted,
  noTakeover,
  ticketOpen,
  notAutoReplied,
  caps,
  notSameTemplate,
  replyWindow,
  shopReadOnly,
  modelStoresNothing,
  tagsClosed,
  confidenceMet,
  operatorEvidence,
];
