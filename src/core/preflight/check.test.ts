import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNTS,
  describedSecret,
  rawParameter,
  registryOf,
  START_MS,
} from '../../../test/support/preflight-fixture.ts';
import { ENVIRONMENT_NAMES } from '../environment/names.ts';
import { ALL_FLAGS } from '../flags/names.ts';
import { checkCaller, checkMarker } from './account-checks.ts';
import { checkSchema } from './check.ts';
import { checkFlag } from './flag-checks.ts';
import { checkSecret, checkSecretTag } from './secret-checks.ts';

const registry = registryOf();
const own = { ...registry.environments.dev, mayBeUnsaid: false };

describe('R2.3 a check', () => {
  const strange = fc
    .string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
    .filter(
      (raw) => raw.trim().length > 5 && !(ENVIRONMENT_NAMES as readonly string[]).includes(raw),
    );

  it('shows nothing of a raw value that is not of a closed set', () => {
    // With a mark in it that no text of ours has.
    const marked = strange.map((raw) => `§${raw}`);
    fc.assert(
      fc.property(marked, (raw) => {
        const reading = rawParameter(raw, 'dev');
        const secret = describedSecret('dev', raw, raw);
        const found = [
          checkMarker(reading, 'dev', own),
          ...ALL_FLAGS.map((flag) => checkFlag(flag, reading)),
          checkSecret('richpanel/api_key', secret.description, secret.reading, own),
          checkSecretTag('richpanel/api_key', secret.description, 'dev'),
        ];

        for (const { detail, remedy } of found) expect(`${detail} ${remedy}`).not.toContain('§');
      }),
      { numRuns: 50 },
    );
  });

  it('has the published shape whatever a judge finds', () => {
    const reading = {
      outcome: 'caller',
      accountId: ACCOUNTS.prod,
      serverTimeMs: START_MS,
    } as const;
    const found = checkCaller(reading, { ...own, extraWitness: null }, registry);

    expect(checkSchema.parse({ ...found, durationMs: 0 })).toMatchObject(found);
  });
});
