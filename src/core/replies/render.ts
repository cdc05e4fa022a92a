import Mustache from 'mustache';
import { Sensitive } from '../redaction/sensitive.ts';
import type { ChannelClass } from '../tickets/channels.ts';
import { bodyText } from './template-body.ts';
import type { TemplateDefinition, TemplatesConfig } from './template-config.ts';
import { isTemplateId } from './template-ids.ts';
import { isScalarVariable, SCALAR_VARIABLES, type TemplateVariable } from './template-variables.ts';
import { readTracking, readValue, type TrackingView } from './variable-values.ts';

/**
 * What the reply is about. Values come from customers and vendors, so their type is not trusted: what is not fit
 * to show counts as missing. `tracking` is a list of `{ company?, number, url? }`.
 */
export type TemplateVariables = { readonly [K in TemplateVariable]?: unknown };

export interface RenderRequest {
  readonly config: TemplatesConfig;
  readonly templateId: string;
  readonly channelClass: ChannelClass;
  readonly variables: TemplateVariables;
}

export type NotRenderedCode = 'TEMPLATE_UNKNOWN' | 'TEMPLATE_VARIABLE_MISSING';

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
