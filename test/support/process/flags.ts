import type { FlagName } from '../../../src/core/flags/names.ts';
import type { StoreView } from '../store-view.ts';

const OPEN: readonly (readonly [FlagName, string])[] = [
  ['routing_enabled', 'true'],
  ['automation_enabled', 'true'],
  ['automation_channels', 'email,livechat'],
  ['template_enabled/t_order_status_ask_order_number', 'true'],
  ['safe_mode', 'false'],
];

/** Lets a service answer and route what `PlainTicket` describes. */
export function openFlagsOf(view: StoreView): void {
  for (const [flag, raw] of OPEN) view.set(flag, raw);
}
