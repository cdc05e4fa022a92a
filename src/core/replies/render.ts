import Mustache from 'mustache';
import { z } from 'zod';
import { Sensitive } from '../redaction/sensitive.ts';
import { assertNever } from '../runtime/errors.ts';
import type { ChannelClass } from '../tickets/ticket.ts';
import {
  bodyText,
  isScalarVariable,
  SCALAR_VARIABLES,
  type TemplateDefinition,
  type TemplatesConfig,
  type TemplateVariable,
  TRACKING_FIELDS,
  type TrackingField,
  type VariableKind,
} from './template-config.ts';
import { isTemplateId } from './template-ids.ts';

/**
 * What the reply is about. Values come from customers and vendors, so their type is not trusted: what is not fit
 * to show counts as missing. `tracking` is a list of `{ company?, number, url? }`.
 */
export type TemplateVariables = { readonly [K in TemplateVariable]?: unknown };

interface RenderRequest {
  readonly config: TemplatesConfig;
  readonly templateId: string;
  readonly channelClass: ChannelClass;
  readonly variables: TemplateVariables;
}

type NotRenderedCode = 'TEMPLATE_UNKNOWN' | 'TEMPLATE_VARIABLE_MISSING';

export type RenderedReply =
  | { readonly outcome: 'rendered'; readonly body: Sensitive<string> }
  | {
      readonly outcome: 'not-rendered';
      readonly code: NotRenderedCode;
      /** Names of the required variables without a value fit to show; never the values. */
      readonly missing: readonly TemplateVariable[];
    };

type View = Readonly<Record<string, string | readonly TrackingView[]>>;

/**
 * Writes the reply as plain text, the `livechat` variant for live chat and `default` for all else. All or nothing:
 * with a required variable missing there is no body, so that no sentence ever has a gap (incident 17). Optional
 * variables that are unfit, such as a link to a host that is not listed, are left out. Pure.
 */
export function renderReply(request: RenderRequest): RenderedReply {
  const template = findTemplate(request.config, request.templateId);
  if (template === null) {
    return { outcome: 'not-rendered', code: 'TEMPLATE_UNKNOWN', missing: [] };
  }
  const view = buildView(template, request);
  const missing = template.required.filter((name) => !Object.hasOwn(view, name));
  if (missing.length > 0) {
    return { outcome: 'not-rendered', code: 'TEMPLATE_VARIABLE_MISSING', missing };
  }
  return { outcome: 'rendered', body: new Sensitive(renderBody(template, request, view)) };
}

function findTemplate(config: TemplatesConfig, id: string): TemplateDefinition | null {
  return isTemplateId(id) ? config.templates[id] : null;
}

/** Declared variables with a value, and nothing else: what a template does not declare it cannot show. */
function buildView(template: TemplateDefinition, request: RenderRequest): View {
  const hosts = request.config.allowedLinkHosts;
  const view: Record<string, string | readonly TrackingView[]> = {
    signature: request.config.signature,
  };
  for (const name of [...template.required, ...template.optional]) {
    const given = Object.hasOwn(request.variables, name) ? request.variables[name] : undefined;
    const value = isScalarVariable(name)
      ? readValue(given, SCALAR_VARIABLES[name], hosts)
      : readTracking(given, hosts);
    if (value !== null && value.length > 0) view[name] = value;
  }
  return view;
}

/** A reply is plain text: HTML escapes would show as they are. Values were made safe when they were read. */
const PLAIN = { escape: (value: unknown): string => String(value) };

function renderBody(template: TemplateDefinition, request: RenderRequest, view: View): string {
  const variant = request.channelClass === 'livechat' ? 'livechat' : 'default';
  return Mustache.render(bodyText(template.variants[variant]), view, undefined, PLAIN).trim();
}

const MAX_TEXT_LENGTH = 120;
/** More parcels than any real order has; such a list is not an order's tracking. */
const MAX_PARCELS = 20;
const NAME = /^\p{L}[\p{L}' -]{0,29}$/u;
const CODE = /^#?[\p{L}\p{N}](?:[\p{L}\p{N} _./-]{0,58}[\p{L}\p{N}])?$/u;
/** Words that programs print where a person would have left a blank (incidents 10 and 17). */
const PLACEHOLDER =
  /(?:^|[^\p{L}\p{N}])(?:none|null|nil|undefined|nan|n\/a|object object)(?![\p{L}\p{N}])/iu;

/** Mail programs turn these into links or addresses, past the list of allowed hosts. */
const LINK_LIKE = /:\/\/|@|www\.|[\p{L}\p{N}]\.\p{L}{2,}/iu;

/** One parcel as it may be shown: always with a number, in the order the shop gave. */
type TrackingView = { readonly number: string } & {
  readonly [K in TrackingField]?: string;
};

/**
 * Reads one outside value for a reply, or null when there is nothing fit to show: not text, a placeholder such as
 * `None`, the wrong form for its kind, or longer than its cap (a cut fact would be a wrong fact). Control, bidi and
 * zero-width characters never survive; Mustache tags inside a value stay plain text.
 */
function readValue(
  value: unknown,
  kind: VariableKind,
  allowedHosts: readonly string[],
): string | null {
  const text = cleanText(value);
  if (text === null || PLACEHOLDER.test(text) || !/[\p{L}\p{N}]/u.test(text)) return null;
  return isFit(text, kind, allowedHosts) ? text : null;
}

/** Reads the list of parcels; empty for anything that is no list (a string, a number, an object: incident 10). */
function readTracking(value: unknown, allowedHosts: readonly string[]): TrackingView[] {
  if (!Array.isArray(value) || value.length > MAX_PARCELS) return [];
  const items: readonly unknown[] = value;
  return items.flatMap((item) => {
    const parcel = readParcel(item, allowedHosts);
    return parcel === null ? [] : [parcel];
  });
}

const parcelSchema = z.object({
  company: z.unknown().optional(),
  number: z.unknown().optional(),
  url: z.unknown().optional(),
});

function readParcel(item: unknown, allowedHosts: readonly string[]): TrackingView | null {
  const parcel = parcelSchema.safeParse(item);
  if (!parcel.success) return null;
  const field = (name: TrackingField): string | null =>
    readValue(parcel.data[name], TRACKING_FIELDS[name], allowedHosts);
  const number = field('number');
  if (number === null) return null;
  const company = field('company');
  const url = field('url');
  return {
    number,
    ...(company === null ? {} : { company }),
    ...(url === null ? {} : { url }),
  };
}

function cleanText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') return null;
  return value
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

function isFit(text: string, kind: VariableKind, allowedHosts: readonly string[]): boolean {
  switch (kind) {
    case 'name':
      return NAME.test(text);
    case 'code':
      return CODE.test(text) && !LINK_LIKE.test(text);
    case 'text':
      return text.length <= MAX_TEXT_LENGTH && !LINK_LIKE.test(text);
    case 'link':
      return isAllowedLink(text, allowedHosts);
    default:
      return assertNever(kind);
  }
}

const MAX_LINK_LENGTH = 500;

/**
 * Only https, a bare host without user, port or escapes, then path characters of RFC 3986 that no mail program
 * takes for the end of a link. Anything cleverer is refused, not repaired.
 */
const LINK = /^https:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#][A-Za-z0-9\-._~/:?#@!$&*+,;=%]*)?$/;

/** Says whether a link may stand in a reply: https, and its host is exactly one of `allowedHosts`. */
function isAllowedLink(link: string, allowedHosts: readonly string[]): boolean {
  if (link.length > MAX_LINK_LENGTH) return false;
  const host = LINK.exec(link)?.[1];
  return host !== undefined && allowedHosts.includes(host);
}

/**
 * The name when it may stand in a reply, else null: a letter, then at most 29 letters, apostrophes, spaces or
 * hyphens. Only the first word of a longer name is used; nothing is repaired, so a link or markup is left out.
 */
export function safeFirstName(name: string | null | undefined): string | null {
  const whole = (name ?? '').normalize('NFC').trim();
  if (!NAME.test(whole)) return null;
  return whole.split(' ')[0] ?? null;
}
