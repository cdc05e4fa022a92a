import { ConfigurationError } from '../runtime/errors.ts';
import type { RichpanelMode } from './vendor-modes.ts';

export const TICKET_SCOPES = ['all', 'test-only'] as const;
export type TicketScope = (typeof TICKET_SCOPES)[number];

/** The tag that alone brings a ticket into scope; compared exactly, never written by us (R6.2, I10). */
export const TEST_TICKET_TAG = 'mw-test';

/** The only parts of a ticket that may be looked at before its scope is known. */
export interface ScopeProjection {
  readonly id: string;
  readonly tags: readonly string[];
  readonly channelId: string | null;
}

export interface ScopeRule {
  readonly scope: TicketScope;
  readonly testChannelId: string | null;
}

/** True when a ticket may be touched: every ticket, or only one with the exact tag or the exact test channel. */
export function isInScope(ticket: ScopeProjection, rule: ScopeRule): boolean {
  if (rule.scope === 'all') return true;
  if (ticket.tags.includes(TEST_TICKET_TAG)) return true;
  return rule.testChannelId !== null && ticket.channelId === rule.testChannelId;
}

/**
 * The scope a vendor mode runs in. `test-tickets` is always `test-only`; a stub may choose; everything else is `all`.
 * @returns null when the wish is not allowed for that mode
 */
export function resolveTicketScope(
  mode: RichpanelMode,
  wish: TicketScope | undefined,
): TicketScope | null {
  if (mode === 'test-tickets') return wish === 'all' ? null : 'test-only';
  if (mode === 'stub') return wish ?? 'all';
  return wish === 'test-only' ? null : 'all';
}

/**
 * The scope rule of a running process.
 * @throws {ConfigurationError} `TICKET_SCOPE_FORBIDDEN` when the wish is not allowed for the mode
 */
export function scopeRuleOf(
  richpanel: { readonly mode: RichpanelMode; readonly testChannelId?: string | undefined },
  wish: TicketScope | undefined,
): ScopeRule {
  const scope = resolveTicketScope(richpanel.mode, wish);
  if (scope !== null) return { scope, testChannelId: richpanel.testChannelId ?? null };
  throw new ConfigurationError(
    'TICKET_SCOPE_FORBIDDEN',
    `The ticket scope cannot be chosen in mode ${richpanel.mode}.`,
    'Leave --ticket-scope out; only a stub may choose.',
  );
}
