import type { TalkEffectName, Tier } from '../gate/effects.ts';
import type { Classifier } from '../intents/classifier.ts';
import { cleanMessage } from '../intents/clean.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import {
  ESCALATED_TAG,
  isRouteTag,
  routeTags,
  SKIP_FOLLOW_UP_TAG,
} from '../intents/tag-catalogue.ts';
import type { DestinationId } from '../intents/taxonomy.ts';
import { screenTierZero } from '../intents/tier-zero-screen.ts';
import { type Understanding, understand, verifyReply } from '../intents/understand.ts';
import { redactText } from '../redaction/redact.ts';
import type { Sensitive } from '../redaction/sensitive.ts';
import { renderReply, safeFirstName } from '../replies/render.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import type { TemplateId } from '../replies/template-ids.ts';
import { type Channel, type ChannelClass, channelClassOf } from '../tickets/ticket.ts';

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

/** A reply that could go out, rendered; whether it may is the gate's business. */
export interface PlannedReply {
  readonly effect: TalkEffectName;
  readonly templateId: TemplateId;
  readonly tier: Tier;
  readonly channelClass: ChannelClass;
  readonly body: Sensitive<string>;
  readonly closesTicket: boolean;
}

export interface Plan {
  readonly understanding: Understanding;
  /** Whether order facts could be given in answer; see `UnderstoodMessage`. */
  readonly verifierAgrees: boolean;
  readonly destination: DestinationId;
  /** Routing tags, sorted. */
  readonly tags: readonly string[];
  readonly reply: PlannedReply | null;
  /** The template that was meant, also when it could not be rendered. */
  readonly templateId: TemplateId | null;
  readonly tier: Tier | null;
  readonly match: { readonly kind: 'no-match'; readonly reason: string };
  /** Why no reply is planned, when the message was understood and none is. */
  readonly codes: readonly string[];
}

export interface PlanInput {
  readonly understood: UnderstoodMessage;
  readonly channel: Channel;
  readonly requesterName: Sensitive<string> | null;
  readonly isFollowUp: boolean;
  readonly routing: RoutingConfig;
  readonly templates: TemplatesConfig;
}

const FOLLOW_UP_TAGS = [ESCALATED_TAG, SKIP_FOLLOW_UP_TAG] as const;
const FOLLOW_UP_DESTINATION: DestinationId = 'email-support';

/** The customer wrote again after an automatic reply: a person takes over, unless a P0 team must. */
function routeFollowUp(
  routed: { destination: DestinationId; tags: readonly string[] },
  config: RoutingConfig,
) {
  const tags = routed.tags.filter((tag) => !isRouteTag(tag));
  return {
    destination: FOLLOW_UP_DESTINATION,
    tags: [...tags, config.destinations[FOLLOW_UP_DESTINATION].tag, ...FOLLOW_UP_TAGS].toSorted(),
  };
}

function planRoute(input: PlanInput) {
  const { understanding } = input.understood;
  const routed = routeTags(understanding, input.channel, input.routing);
  if (!input.isFollowUp || understanding.isTierZero) return routed;
  return routeFollowUp(routed, input.routing);
}

function planTemplate(input: PlanInput): TemplateId | null {
  const { understanding, isAttachmentOnly } = input.understood;
  if (understanding.isTierZero || isAttachmentOnly) return null;
  return input.routing.intents[understanding.primary].template;
}

function render(input: PlanInput, templateId: TemplateId) {
  const firstName =
    input.requesterName === null ? null : safeFirstName(input.requesterName.reveal());
  return renderReply({
    config: input.templates,
    templateId,
    channelClass: channelClassOf(input.channel),
    variables: firstName === null ? {} : { first_name: firstName },
  });
}

function planReply(
  input: PlanInput,
  templateId: TemplateId | null,
): { reply: PlannedReply | null; codes: string[] } {
  if (templateId === null) {
    return { reply: null, codes: input.understood.isAttachmentOnly ? ['ATTACHMENT_ONLY'] : [] };
  }
  const rendered = render(input, templateId);
  if (rendered.outcome === 'not-rendered') return { reply: null, codes: [rendered.code] };
  const channelClass = channelClassOf(input.channel);
  const template = input.templates.templates[templateId];
  const reply: PlannedReply = {
    // Only send-message reaches an inbox; a comment on an e-mail ticket is never delivered (incident 23).
    effect: channelClass === 'email' ? 'reply.send' : 'comment.add',
    templateId,
    tier: template.tier,
    channelClass,
    body: rendered.body,
    closesTicket: input.routing.closeTemplates.includes(templateId),
  };
  return { reply, codes: [] };
}

/**
 * Step 5: what we would like to do about one message. Pure. Nothing here decides whether it may be done: a reply is
 * planned wherever the intent has a template, so that the gate's reasons against it stand on the ledger.
 */
export function plan(input: PlanInput): Plan {
  const { understanding } = input.understood;
  const { destination, tags } = planRoute(input);
  const templateId = planTemplate(input);
  const { reply, codes } = planReply(input, templateId);
  const mayVerify = input.routing.intents[understanding.primary].mayVerify;
  return {
    understanding,
    verifierAgrees: input.understood.verifierAgrees,
    destination,
    tags,
    reply,
    templateId,
    tier: understanding.isTierZero ? 0 : (reply?.tier ?? null),
    match: { kind: 'no-match', reason: mayVerify ? 'order-not-read' : 'not-needed' },
    codes,
  };
}
