import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS } from '../replies/template-ids.ts';
import {
  describeFlag,
  effectiveValue,
  type FlagReading,
  flagDirection,
  isFlagValue,
  parseFlags,
  parseFlagText,
  shownReading,
  templateState,
} from './flags.ts';
import {
  type FlagName,
  flagParameter,
  isFlagName,
  REQUIRED_FLAGS,
  SAFE_VALUES,
  templateFlag,
} from './names.ts';

const raw = (value: string): FlagReading => ({ state: 'raw', raw: value, readAtMs: 5 });
const gone = { state: 'missing', readAtMs: 5 } as const;
const dark = { state: 'unreadable', readAtMs: 5 } as const;

describe('R9.2 the five states of a flag', () => {
  it.each(['ture', 'TRUE', ' true', 'true ', 'yes', '1', '', 'false\n', 'null'])(
    'D5 %j is no boolean, so the safe value counts',
    (value) => {
      expect(parseFlagText('safe_mode', value)).toEqual({ state: 'invalid' });
      const flags = parseFlags(new Map(REQUIRED_FLAGS.map((name) => [name, raw(value)])));
      expect(flags.safeMode.state).toBe('invalid');
      for (const name of REQUIRED_FLAGS)
        expect(effectiveValue(flags, name)).toBe(SAFE_VALUES[name]);
    },
  );

  it.each([
    ['missing', gone],
    ['unreadable', dark],
  ] as const)('D5 a %s flag has its safe value', (state, reading) => {
    const flags = parseFlags(new Map(REQUIRED_FLAGS.map((name) => [name, reading])));

    expect([flags.safeMode.state, flags.routingEnabled.state]).toEqual([state, state]);
    for (const name of REQUIRED_FLAGS) expect(effectiveValue(flags, name)).toBe(SAFE_VALUES[name]);
  });

  it('a flag that nobody read is missing, and a template without one is off', () => {
    const flags = parseFlags(
      new Map<FlagName, FlagReading>([[templateFlag('t_billing_issue_intake'), raw('true')]]),
    );

    expect(flags.automationEnabled.state).toBe('missing');
    expect(templateState(flags, 't_billing_issue_intake')).toMatchObject({
      state: 'value',
      value: true,
    });
    expect(templateState(flags, 't_pre_purchase_info').state).toBe('missing');
  });

  it.each([
    ['none', []],
    ['email', ['email']],
    ['livechat,email', ['email', 'livechat']],
    ['', null],
    ['email,', null],
    ['email, livechat', null],
    ['email,email', null],
    ['EMAIL', null],
    ['none,email', null],
    ['tiktok', null],
  ])('the channels %j are %j', (value, expected) => {
    expect(parseFlagText('automation_channels', value)).toEqual(
      expected === null ? { state: 'invalid' } : { state: 'value', value: expected },
    );
  });
});

describe('D17 the names of flags', () => {
  it('every flag lives under the parameter of its environment', () => {
    expect(flagParameter('prod', 'safe_mode')).toBe('/rp-mw/prod/safe_mode');
    expect(flagParameter('dev', templateFlag('t_pre_purchase_info'))).toBe(
      '/rp-mw/dev/template_enabled/t_pre_purchase_info',
    );
  });

  it('knows the flags that exist and no others: none for what is never automated', () => {
    const never = NEVER_ENABLED_TEMPLATES.map(templateFlag);
    const templates = TEMPLATE_IDS.map(templateFlag).filter((flag) => !never.includes(flag));
    const known = [...REQUIRED_FLAGS, 'automation_channels', ...templates];
    expect(known).toHaveLength(3 + 1 + 19);
    expect(known.every(isFlagName)).toBe(true);
    fc.assert(
      fc.property(fc.string(), (name) => isFlagName(name) === (known as string[]).includes(name)),
    );
    expect(
      [
        'template_enabled',
        'template_enabled/x',
        ...never,
        'template_enabled/t_fraud_ack/x',
        'Safe_mode',
        'constructor',
      ].some(isFlagName),
    ).toBe(false);
  });
});

describe('which way a write moves the system', () => {
  it.each([
    ['safe_mode', 'false', 'true', 'safer'],
    ['safe_mode', 'true', 'false', 'riskier'],
    ['safe_mode', null, 'false', 'riskier'],
    ['automation_enabled', 'true', 'false', 'safer'],
    ['automation_enabled', 'false', 'true', 'riskier'],
    ['routing_enabled', 'false', 'true', 'riskier'],
    ['template_enabled/t_pre_purchase_info', null, 'true', 'riskier'],
    ['template_enabled/t_pre_purchase_info', 'true', 'false', 'safer'],
    ['automation_channels', 'email,livechat', 'email', 'safer'],
    ['automation_channels', 'email', 'none', 'safer'],
    ['automation_channels', 'email', 'livechat', 'riskier'],
    ['automation_channels', null, 'email', 'riskier'],
    ['automation_channels', 'nonsense', 'email', 'riskier'],
  ] as const)('%s from %s to %s is %s', (flag, before, after, direction) => {
    expect(flagDirection(flag, before, after)).toBe(direction);
    expect(isFlagValue(flag, after)).toBe(true);
  });
});

describe('R2.3 what is shown of a flag', () => {
  it.each([
    ['safe_mode', raw('true'), 'true'],
    ['automation_channels', raw('email,livechat'), 'email,livechat'],
    ['safe_mode', raw('sk-canary-pasted-by-mistake'), 'invalid'],
    ['automation_channels', raw('canary'), 'invalid'],
    ['safe_mode', { state: 'missing', readAtMs: 1 }, 'missing'],
    ['safe_mode', { state: 'unreadable', readAtMs: 1 }, 'unreadable'],
    ['safe_mode', undefined, 'missing'],
  ] as const)('of %s %j is %s', (flag, reading, shown) => {
    expect(shownReading(flag, reading)).toBe(shown);
  });
});

describe('R9.2 what a person reads of a flag', () => {
  it.each([
    ['safe_mode', raw('false'), 'value', 'false', 'false'],
    ['safe_mode', raw('sk-canary'), 'invalid', null, 'true'],
    ['safe_mode', gone, 'missing', null, 'true'],
    ['routing_enabled', dark, 'unreadable', null, 'false'],
    ['automation_channels', raw('email'), 'value', 'email', 'email'],
    ['automation_channels', raw('email,'), 'invalid', null, 'none'],
    ['automation_channels', gone, 'not-set', null, 'none'],
    ['template_enabled/t_pre_purchase_info', undefined, 'not-set', null, 'false'],
    ['template_enabled/t_pre_purchase_info', raw('true'), 'value', 'true', 'true'],
  ] as const)('%s read as %j is %s', (flag, reading, state, value, inForce) => {
    expect(describeFlag(flag, reading)).toEqual({ state, value, inForce });
  });
});
