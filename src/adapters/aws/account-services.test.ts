import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CANARIES, everythingIn } from '../../../test/contract/account-harness.ts';
import {
  openAccount,
  TEST_ACCOUNT,
  TEST_REGION,
  useTestCredentials,
} from '../../../test/support/aws-stand-in/account-fixture.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../test/support/aws-stand-in/aws-stand-in.ts';
import { storeParameter, storeSecret } from '../../../test/support/aws-stand-in/state.ts';

const MARKER = '/rp-mw/dev/environment';
const SECRET = 'rp-mw/dev/openai/api_key';

useTestCredentials();

let standIn: AwsStandIn;
beforeEach(async () => {
  standIn = await startAwsStandIn({ accountId: TEST_ACCOUNT, region: TEST_REGION });
  storeParameter(standIn.state, MARKER, 'dev');
  storeSecret(standIn.state, SECRET, { text: 'canary-key' });
});
afterEach(() => standIn.close());

async function askAll({ services }: ReturnType<typeof openAccount>) {
  const { caller, parameters, secrets } = services;
  return {
    caller: await caller.whoAmI(),
    parameter: (await parameters.read([MARKER])).get(MARKER),
    secret: await secrets.read(SECRET),
    description: await secrets.describe(SECRET),
  };
}

describe('createAccountServices', () => {
  it('asks nothing until it is asked, credentials included', async () => {
    const account = openAccount(standIn.origin, { profile: 'no-such-profile' });

    expect(standIn.journal).toEqual([]);
    expect(await account.services.caller.whoAmI()).toEqual({
      outcome: 'failed',
      failure: 'CREDENTIALS_MISSING',
      serverTimeMs: null,
    });
    expect(standIn.journal).toEqual([]);
    account.close();
  });

  it('signs each call for its service and region', async () => {
    const account = openAccount(standIn.origin);
    const elsewhere = openAccount(standIn.origin, { region: 'eu-west-1' });

    expect(await askAll(account)).toMatchObject({
      caller: { outcome: 'caller', accountId: TEST_ACCOUNT },
      parameter: { state: 'raw', raw: 'dev' },
      secret: { outcome: 'value' },
      description: { outcome: 'described', place: { region: TEST_REGION } },
    });
    expect(await askAll(elsewhere)).toMatchObject({
      caller: { failure: 'CREDENTIALS_INVALID' },
      parameter: { failure: 'CREDENTIALS_INVALID' },
      secret: { failure: 'CREDENTIALS_INVALID' },
      description: { failure: 'CREDENTIALS_INVALID' },
    });
    account.close();
    elsewhere.close();
  });

  it('D18 opens no connection of its own: what is not listed is not reached, and is counted', async () => {
    const account = openAccount(standIn.origin, { egress: [] });
    const failure = 'ENDPOINT_NOT_LISTED';

    expect(await askAll(account)).toMatchObject({
      caller: { failure },
      parameter: { failure },
      secret: { failure },
      description: { failure },
    });
    expect(standIn.journal).toEqual([]);
    expect(account.outbound.refusals()).toBe(4);
    account.close();
  });

  it('keeps to its endpoint, whatever the files and variables of the SDK say', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    const account = openAccount(standIn.origin);

    expect(await askAll(account)).toMatchObject({ caller: { outcome: 'caller' } });
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])
      vi.stubEnv(name, undefined);
    account.close();
  });

  it('R2.3 lets no word of the services through, whatever goes wrong', async () => {
    const seen: unknown[] = [];
    for (const kind of [
      'access-denied',
      'expired-token',
      'decryption-failure',
      'garbage',
      'truncated',
      'wrong-shape',
    ] as const) {
      const account = openAccount(standIn.origin);
      standIn.fail({ kind });
      seen.push(
        await askAll(account),
        await account.services.parameters.create('/rp-mw/dev/x', 'canary').catch((e: unknown) => e),
      );
      standIn.clearFaults();
      account.close();
    }

    expect(seen).toHaveLength(12);
    for (const one of seen) expect(everythingIn(one)).not.toMatch(CANARIES);
  });
});
