import { ABUSE_EN, SELF_HARM_EN } from './en/abuse.ts';
import { DISPUTES_EN } from './en/disputes.ts';
import { DISPUTES_VEILED_EN } from './en/disputes-veiled.ts';
import { FRAUD_EN } from './en/fraud.ts';
import { INTIMIDATION_EN } from './en/intimidation.ts';
import { LEGAL_EN } from './en/legal.ts';
import { LEGAL_VEILED_EN } from './en/legal-veiled.ts';
import { MISSPELT_EN } from './en/misspelt.ts';
import { TAKEOVER_EN } from './en/takeover.ts';
import { THREATS_EN } from './en/threats.ts';
import { UNKNOWN_PURCHASE_EN } from './en/unknown-purchase.ts';
import type { TierZeroLexicon } from './lexicon.ts';

/** English. Written to over-trigger: a person reads one message too many rather than one too few. */
export const TIER_ZERO_EN: TierZeroLexicon = {
  chargeback_dispute: [...DISPUTES_EN, ...DISPUTES_VEILED_EN, ...MISSPELT_EN.chargeback_dispute],
  legal_threat: [...LEGAL_EN, ...LEGAL_VEILED_EN, ...MISSPELT_EN.legal_threat],
  harassment_threats: [
    ...THREATS_EN,
    ...INTIMIDATION_EN,
    ...ABUSE_EN,
    ...SELF_HARM_EN,
    ...MISSPELT_EN.harassment_threats,
  ],
  fraud_suspected: [
    ...FRAUD_EN,
    ...UNKNOWN_PURCHASE_EN,
    ...TAKEOVER_EN,
    ...MISSPELT_EN.fraud_suspected,
  ],
};
