import { describe, expect, it } from 'vitest';
import { allowingContext, allowingProposal } from '../../../test/support/gate-context.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { decide } from '../gate/decide.ts';
import type { EffectName } from '../gate/effects.ts';
import { parseFlags } from './flags.ts';
import { INITIAL_FLAGS, SAFE_VALUES } from './names.ts';

function decideAtStart(environment: EnvironmentName, effect: EffectName) {
  const context = allowingContext();
  const raw = (value: boolean) =>
    ({ state: 'raw', raw: String(value), readAtMs: context.nowMs }) as const;
  const initial = INITIAL_FLAGS[environment];
  const read = parseFlags(
    new Map([
      ['safe_mode', raw(initial.safe_mode)],
      ['automation_enabled', raw(initial.automation_enabled)],
      ['routing_enabled', raw(initial.routing_enabled)],
    ]),
  );
  const { safeMode, automationEnabled, routingEnabled } = read;
  const flags = { ...context.flags, safeMode, automationEnabled, routingEnabled };
  // The one context in which nothing else stands in the way: what is refused here is refused by the flags alone.
  return decide(allowingProposal(effect), { ...context, flags });
}

describe('the flags an account starts with', () => {
  it.each(ENVIRONMENT_NAMES)('R4.1 R11.1 let nothing reach a customer in %s', (environment) => {
    for (const effect of ['reply.send', 'comment.add', 'ticket.close'] as const) {
      expect(decideAtStart(environment, effect).outcome).toBe('deny');
    }
    expect(INITIAL_FLAGS[environment]).toMatchObject({
      safe_mode: SAFE_VALUES.safe_mode,
      automation_enabled: SAFE_VALUES.automation_enabled,
    });
  });

  it.each([
    ['dev', 'allow'],
    ['staging', 'allow'],
    ['prod', 'deny'],
  ] as const)('R5.1 route in dev and staging, and not yet in prod: %s', (environment, outcome) => {
    expect(decideAtStart(environment, 'tags.add').outcome).toBe(outcome);
  });
});
