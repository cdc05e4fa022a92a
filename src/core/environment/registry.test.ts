import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_NAMES, resolveEnvironmentName } from './names.ts';
import { isPlaceholderAccount, parseRegistry, registrySchema } from './registry.ts';
import { resolveTicketScope } from './ticket-scope.ts';
import { ALLOWED_MODES, MODEL_MODES, RICHPANEL_MODES, SHOPIFY_MODES } from './vendor-modes.ts';

const shipped = () =>
  registrySchema.parse(
    JSON.parse(readFileSync(new URL('../../../config/environments.json', import.meta.url), 'utf8')),
  );

type Shipped = ReturnType<typeof shipped>;
function problemsOf(change: (registry: Shipped) => unknown): readonly string[] {
  const registry = shipped();
  const changed = change(registry) ?? registry;
  const result = parseRegistry(changed);
  return result.ok ? [] : result.problems.map((problem) => `${problem.code} ${problem.path}`);
}

describe('R1.1 the registry of environments', () => {
  it('accepts the file that the project ships', () => {
    expect(problemsOf((registry) => registry)).toEqual([]);
  });

  it('refuses two environments in one account', () => {
    const problems = problemsOf((registry) => {
      registry.environments.prod.accountId = registry.environments.dev.accountId;
    });
    expect(problems).toEqual(['CONFIG_ACCOUNT_SHARED environments.prod.accountId']);
  });

  it.each([123456789012, '12345678901', '1234567890123', '12345678901a', ' 123456789012'])(
    'refuses the account id %j',
    (accountId) => {
      const problems = problemsOf((registry) => ({
        ...registry,
        environments: {
          ...registry.environments,
          dev: { ...registry.environments.dev, accountId },
        },
      }));
      expect(problems).toEqual(['CONFIG_INVALID environments.dev.accountId']);
    },
  );

  it('refuses an unknown environment and an unknown setting', () => {
    const extra = problemsOf((registry) => ({
      ...registry,
      environments: { ...registry.environments, qa: registry.environments.dev },
    }));
    expect(extra).toHaveLength(1);
  });

  it('knows a placeholder by its one repeated digit, and nothing else', () => {
    expect(['000000000000', '777777777777'].every(isPlaceholderAccount)).toBe(true);
    expect(['000000000001', '123456789012', '12121212121', ''].some(isPlaceholderAccount)).toBe(
      false,
    );
  });
});

describe('R3.1 R4.1 R5.1 R7.1 the mode table', () => {
  const rows = ENVIRONMENT_NAMES.flatMap((environment) => [
    ...RICHPANEL_MODES.map((mode) => ({ environment, vendor: 'richpanel' as const, mode })),
    ...SHOPIFY_MODES.map((mode) => ({ environment, vendor: 'shopify' as const, mode })),
    ...MODEL_MODES.map((mode) => ({ environment, vendor: 'model' as const, mode })),
  ]);

  it.each(rows)('$vendor $mode in $environment is refused unless the table lists it', (row) => {
    const isAllowed = (ALLOWED_MODES[row.environment][row.vendor] as readonly string[]).includes(
      row.mode,
    );
    const problems = problemsOf((registry) => {
      const { vendors } = registry.environments[row.environment];
      Object.assign(vendors[row.vendor], { mode: row.mode });
      Object.assign(vendors.shopify, { shopDomain: 'a.myshopify.com', apiVersion: '2026-07' });
      Object.assign(vendors.model, { name: 'pinned' });
    });
    const expected = isAllowed
      ? []
      : [`CONFIG_MODE_FORBIDDEN environments.${row.environment}.vendors.${row.vendor}.mode`];
    expect(problems).toEqual(expected);
  });

  it('I1 never lists live Richpanel outside prod', () => {
    expect(ALLOWED_MODES.dev.richpanel).not.toContain('live');
    expect(ALLOWED_MODES.staging.richpanel).not.toContain('live');
    expect(ALLOWED_MODES.dev.richpanel).not.toContain('test-tickets');
  });

  it('R6.2 refuses a channel type as test channel, and a raised rate', () => {
    expect(
      problemsOf((registry) => {
        registry.environments.staging.vendors.richpanel = {
          mode: 'test-tickets',
          testChannelId: 'email',
          stubRate: 100,
        };
      }),
    ).toEqual([
      'CONFIG_RATE_FIXED environments.staging.vendors.richpanel.stubRate',
      'CONFIG_CHANNEL_TYPE environments.staging.vendors.richpanel.testChannelId',
    ]);
  });

  it('R6.2 ties the scope to the mode', () => {
    expect(resolveTicketScope('test-tickets', undefined)).toBe('test-only');
    expect(resolveTicketScope('test-tickets', 'all')).toBeNull();
    expect(resolveTicketScope('stub', 'test-only')).toBe('test-only');
    expect(resolveTicketScope('stub', undefined)).toBe('all');
    expect(resolveTicketScope('live', 'test-only')).toBeNull();
  });
});

describe('R1.1 D14 the name of the environment', () => {
  const codeOf = (options: string[], variable?: string) => {
    try {
      return resolveEnvironmentName({ options, variable });
    } catch (thrown) {
      return (thrown as { code: string; exitCode: number }).code;
    }
  };

  it.each([
    [['dev'], undefined, 'dev'],
    [[], 'staging', 'staging'],
    [['prod'], 'prod', 'prod'],
    [[], undefined, 'ENV_MISSING'],
    [[''], undefined, 'ENV_EMPTY'],
    [[], ' ', 'ENV_EMPTY'],
    [['local'], undefined, 'ENV_UNKNOWN'],
    [['__proto__'], undefined, 'ENV_UNKNOWN'],
    [['Dev'], undefined, 'ENV_LOOKALIKE'],
    [['prod '], undefined, 'ENV_LOOKALIKE'],
    [['ｄｅｖ'], undefined, 'ENV_LOOKALIKE'],
    [['dev'], 'prod', 'ENV_CONFLICT'],
    [['dev', 'staging'], undefined, 'ENV_CONFLICT'],
  ])('options %j and variable %j give %s', (options, variable, expected) => {
    expect(codeOf(options as string[], variable as string | undefined)).toBe(expected);
  });
});
