import type { RoutingConfig } from '../intents/routing-config.ts';
import { type Finding, failed, passed } from './check.ts';

/** The figures that the docs promise; one was once left at a wrong value by accident (incident 16). */
const DOCUMENTED = {
  writesPerEvent: 4,
  repliesTicket10Min: 1,
  repliesTicket24h: 3,
  repliesCustomer24h: 5,
  emailWindowMinutes: 1_440,
  livechatWindowMinutes: 30,
  tier1Reply: 0.7,
  tier2Reply: 0.85,
} as const;
const RICHPANEL_CALLS_PER_30S = 50;

export const LIMIT_CHECKS = { rate: 'limit.richpanel-rate', routing: 'limit.routing' } as const;

/** What one vendor budget really is in this process, as the adapter that enforces it says. */
export interface EnforcedRate {
  readonly capacity: number;
  readonly windowMs: number;
}

/** The budget of calls to the helpdesk is the vendor's own, unless it is a stub. */
export function judgeRate(rate: EnforcedRate, isStub: boolean): Finding {
  const id = LIMIT_CHECKS.rate;
  const said = `${rate.capacity} calls in ${rate.windowMs / 1_000} s`;
  if (isStub) return passed(id, `${said} (stub)`);
  const isDocumented = rate.capacity === RICHPANEL_CALLS_PER_30S && rate.windowMs === 30_000;
  return isDocumented ? passed(id, said) : failed(id, 'LIMIT_DIFFERS', said);
}

/** Caps, windows and thresholds of config/routing.json are the documented ones. */
export function judgeRouting(routing: RoutingConfig): Finding {
  const { caps, replyWindowMinutes, thresholds } = routing;
  const configured: Readonly<Record<keyof typeof DOCUMENTED, number>> = {
    ...caps,
    emailWindowMinutes: replyWindowMinutes.email,
    livechatWindowMinutes: replyWindowMinutes.livechat,
    tier1Reply: thresholds.tier1Reply,
    tier2Reply: thresholds.tier2Reply,
  };
  const names = Object.keys(DOCUMENTED) as (keyof typeof DOCUMENTED)[];
  const differing = names.filter((name) => configured[name] !== DOCUMENTED[name]);
  const said = differing.map((name) => `${name} is ${configured[name]}, not ${DOCUMENTED[name]}`);
  return differing.length === 0
    ? passed(LIMIT_CHECKS.routing, 'caps, windows and thresholds as documented')
    : failed(LIMIT_CHECKS.routing, 'LIMIT_DIFFERS', said.join('; '));
}
