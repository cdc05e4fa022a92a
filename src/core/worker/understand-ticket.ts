import type { Classifier } from '../intents/classifier.ts';
import { cleanMessage } from '../intents/clean.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { screenTierZero } from '../intents/tier-zero-screen.ts';
import { type Understanding, understand } from '../intents/understand.ts';
import { verifyReply } from '../intents/verify-reply.ts';
import { redactText } from '../redaction/redact.ts';
import type { Channel } from '../tickets/channels.ts';

export interface UnderstoodMessage {
  readonly understanding: Understanding;
  readonly isAttachmentOnly: boolean;
  /** The embedded verifier's word on giving order facts in answer to it. */
  readonly verifierAgrees: boolean;
}

/** What a customer wrote. */
export interface CustomerText {
  readonly subject: string | null;
  readonly text: string;
}

/**
 * Steps 3a and 3b: cleans, screens for Tier 0, redacts and classifies one message, its subject included. The text goes
 * in and does not come out again: what is returned holds intents and numbers only. Of the screen's text nothing was
 * left out as quoted or signed: a threat below a quote is one.
 */
export function understandTicket(
  written: CustomerText,
  channel: Channel,
  deps: { readonly classifier: Classifier; readonly routing: RoutingConfig },
): UnderstoodMessage {
  const { isAttachmentOnly } = cleanMessage(written.text);
  const message = cleanMessage([written.subject ?? '', written.text].join('\n\n').trim());
  const screen = screenTierZero(message.fullText);
  const safeText = redactText(message.text);
  const classification = deps.classifier.classify({ safeText, channel });
  const understanding = understand({
    message,
    classification,
    screen,
    config: deps.routing,
    channel,
  });
  const verifierAgrees = verifyReply(understanding, message, deps.routing).agrees;
  return { understanding, isAttachmentOnly, verifierAgrees };
}
