import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CANARIES, everythingIn } from '../../../test/contract/account-harness.ts';
import {
  openOutbound,
  TEST_ACCOUNT,
  TEST_REGION,
  useNoFiles,
} from '../../../test/support/aws-stand-in/account-fixture.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../test/support/aws-stand-in/aws-stand-in.ts';
import type { InfrastructureRequest, Outbound } from '../outbound/outbound.ts';
import type { TransportResult } from '../outbound/transport.ts';
import { createCredentials } from './credentials.ts';

const ROLE = 'arn:aws:iam::222233334444:role/operator';
const HOUR_MS = 3_600_000;

let home = '';
let standIn: AwsStandIn;
let opened: ReturnType<typeof openOutbound>;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'rpmw-aws-'));
  useNoFiles();
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  standIn = await startAwsStandIn({ accountId: TEST_ACCOUNT, region: TEST_REGION });
  opened = openOutbound([{ origin: standIn.origin, kind: 'infrastructure' }]);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  opened.close();
  await standIn.close();
  rmSync(home, { recursive: true });
});

function config(text: string): void {
  const path = join(home, 'config');
  writeFileSync(path, text);
  vi.stubEnv('AWS_CONFIG_FILE', path);
}

interface Change {
  readonly profile?: string;
  readonly outbound?: Pick<Outbound, 'sendInfrastructure'>;
  readonly stsEndpoint?: string;
  readonly timeoutMs?: number;
}

function credentialsOf(change: Change = {}) {
  const time = { offsetMs: 0 };
  const find = createCredentials({
    profile: change.profile,
    region: TEST_REGION,
    stsEndpoint: change.stsEndpoint ?? standIn.origin,
    outbound: change.outbound ?? opened.outbound,
    timeoutMs: change.timeoutMs ?? 5_000,
    clock: { now: () => Date.now() + time.offsetMs },
    onTry: () => undefined,
  });
  return { find, time, operations: () => standIn.journal.map(({ operation }) => operation) };
}

/** Answers in the network's place, and remembers the addresses. */
function answering(...answers: readonly TransportResult[]) {
  const left = [...answers];
  const sent: InfrastructureRequest[] = [];
  const outbound = {
    sendInfrastructure: async (request: InfrastructureRequest) => {
      sent.push(request);
      return left.shift() ?? { outcome: 'failed' as const, reason: 'not-connected' as const };
    },
  };
  return { outbound, sent };
}

const json = (body: unknown, status = 200): TransportResult => ({
  outcome: 'answered',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const KEYS =
  '[profile keys]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = profile-secret\n';
const ASSUMING = `${KEYS}[profile operator]\nrole_arn = ${ROLE}\nsource_profile = keys\nregion = eu-west-3\n`;

describe('createCredentials: where they come from', () => {
  it('R2.1 says at once that there are none, and asks nobody', async () => {
    const { find, operations } = credentialsOf();

    await expect(find()).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
    await expect(credentialsOf({ profile: 'none' }).find()).rejects.toMatchObject({
      code: 'CREDENTIALS_MISSING',
    });
    expect(operations()).toEqual([]);
  });

  it('takes keys from variables first, but not where a profile is asked for', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAVARIABLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'variable-secret');
    config(KEYS);

    expect((await credentialsOf().find()).accessKeyId).toBe('AKIAVARIABLE');
    expect((await credentialsOf({ profile: 'keys' }).find()).accessKeyId).toBe('AKIAPROFILE');
    await expect(credentialsOf({ profile: 'other' }).find()).rejects.toMatchObject({
      code: 'CREDENTIALS_MISSING',
    });
  });

  it('takes the profile that a variable names', async () => {
    config(KEYS);
    vi.stubEnv('AWS_PROFILE', 'keys');

    expect((await credentialsOf().find()).accessKeyId).toBe('AKIAPROFILE');
  });

  it('assumes a role at our STS, once, until shortly before its credentials end', async () => {
    config(ASSUMING);
    const { find, time, operations } = credentialsOf({ profile: 'operator' });
    const [first, second] = await Promise.all([find(), find()]);
    await find();

    expect(first.accessKeyId).toBe('ASIASTANDIN');
    expect(second).toBe(first);
    expect(operations()).toEqual(['AssumeRole']);
    time.offsetMs = HOUR_MS - 290_000;
    await find();

    expect(operations()).toEqual(['AssumeRole', 'AssumeRole']);
  });

  it('assumes a role with a web identity, named by a profile or by variables', async () => {
    const token = join(home, 'token');
    writeFileSync(token, 'token-of-the-pipeline');
    config(`[profile pipeline]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${token}\n`);
    const byProfile = credentialsOf({ profile: 'pipeline' });
    await byProfile.find();
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', token);
    vi.stubEnv('AWS_ROLE_ARN', ROLE);
    await credentialsOf().find();

    expect(byProfile.operations()).toEqual(
      Array.from({ length: 2 }, () => 'AssumeRoleWithWebIdentity'),
    );
  });

  it('asks a profile with MFA for nothing: nobody is there to answer', async () => {
    config(`${ASSUMING}mfa_serial = arn:aws:iam::222233334444:mfa/canary\n`);
    const { find } = credentialsOf({ profile: 'operator' });

    await expect(find()).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
  });

  it('D18 never asks instance metadata or a container, even where a profile names them', async () => {
    const visitors: (string | undefined)[] = [];
    const warn = vi.spyOn(console, 'warn');
    const server = createServer((request, response) => {
      visitors.push(request.url);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', origin);
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', origin);
    for (const source of ['Ec2InstanceMetadata', 'EcsContainer']) {
      config(`[profile machine]\nrole_arn = ${ROLE}\ncredential_source = ${source}\n`);

      await expect(credentialsOf({ profile: 'machine' }).find()).rejects.toMatchObject({
        code: 'CREDENTIALS_MISSING',
      });
    }
    await expect(credentialsOf().find()).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });

    expect(visitors).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('createCredentials: a role that is not given', () => {
  it.each([
    ['access-denied', 'ACCESS_DENIED'],
    ['expired-token', 'CREDENTIALS_EXPIRED'],
    ['invalid-token', 'CREDENTIALS_INVALID'],
    ['garbage', 'ANSWER_UNREADABLE'],
    ['hang', 'ENDPOINT_TIMEOUT'],
    ['reset', 'ENDPOINT_UNREACHABLE'],
  ] as const)('calls %s %s, without the words of the service', async (kind, code) => {
    config(ASSUMING);
    standIn.fail({ kind });
    const timeoutMs = kind === 'hang' ? 100 : 5_000;
    const { find } = credentialsOf({ profile: 'operator', timeoutMs });
    const thrown: unknown = await find().catch((error: unknown) => error);

    expect(thrown).toMatchObject({ code });
    expect(everythingIn(thrown)).not.toMatch(CANARIES);
  });

  it('asks no address that is not listed', async () => {
    config(ASSUMING);
    const stsEndpoint = 'http://127.0.0.1:9';
    const { find } = credentialsOf({ profile: 'operator', stsEndpoint });

    await expect(find()).rejects.toMatchObject({ code: 'ENDPOINT_NOT_LISTED' });
  });

  it('tries again the next time it is asked', async () => {
    config(ASSUMING);
    standIn.fail({ kind: 'access-denied', times: 1 });
    const { find } = credentialsOf({ profile: 'operator' });

    await expect(find()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect((await find()).accessKeyId).toBe('ASIASTANDIN');
  });
});

describe('createCredentials: IAM Identity Center', () => {
  const PORTAL = 'https://portal.sso.eu-west-1.amazonaws.com';
  const OIDC = 'https://oidc.eu-west-1.amazonaws.com';
  const roleCredentials = json({
    roleCredentials: {
      accessKeyId: 'ASIACENTER',
      secretAccessKey: 'center-secret',
      sessionToken: 'center-session',
      expiration: Date.now() + HOUR_MS,
    },
  });

  function logIn(session: string, expiresAtMs: number, more: object = {}): void {
    config(
      `[profile center]\nsso_session = ${session}\nsso_account_id = ${TEST_ACCOUNT}\n` +
        `sso_role_name = operator\n[sso-session ${session}]\n` +
        'sso_start_url = https://start.example.com\nsso_region = eu-west-1\n',
    );
    const folder = join(home, '.aws', 'sso', 'cache');
    mkdirSync(folder, { recursive: true });
    const name = createHash('sha1').update(session).digest('hex');
    const expiresAt = new Date(expiresAtMs).toISOString();
    const token = { accessToken: 'center-token', expiresAt, ...more };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(token));
  }

  it('gets credentials for a log-in through the one way out, in the region of the center', async () => {
    logIn('good', Date.now() + HOUR_MS);
    const { outbound, sent } = answering(roleCredentials);
    const found = await credentialsOf({ profile: 'center', outbound }).find();

    expect(found.accessKeyId).toBe('ASIACENTER');
    expect(sent.map(({ origin, maxTries }) => ({ origin, maxTries }))).toEqual([
      { origin: PORTAL, maxTries: 1 },
    ]);
  });

  it('renews a log-in through outbound', async () => {
    const renewal = { clientId: 'client', clientSecret: 'hidden', refreshToken: 'again' };
    logIn('renewed', Date.now() + 60_000, renewal);
    const renewed = json({ accessToken: 'newer', expiresIn: 3_600, tokenType: 'Bearer' });
    const { outbound, sent } = answering(renewed, roleCredentials);
    await credentialsOf({ profile: 'center', outbound }).find();

    expect(sent.map(({ origin }) => origin)).toEqual([OIDC, PORTAL]);
  });

  it('R2.1 tells a log-in that is over from none', async () => {
    logIn('over', Date.now() - 60_000);

    await expect(credentialsOf({ profile: 'center' }).find()).rejects.toMatchObject({
      code: 'CREDENTIALS_EXPIRED',
    });
  });

  it('R2.1 tells a log-in that the center refuses from none', async () => {
    logIn('refused', Date.now() + HOUR_MS);
    const { outbound } = answering(json({ message: 'canary' }, 401));

    await expect(credentialsOf({ profile: 'center', outbound }).find()).rejects.toMatchObject({
      code: 'CREDENTIALS_EXPIRED',
    });
  });

  it('says that its hosts are not listed, where they are not', async () => {
    logIn('unlisted', Date.now() + HOUR_MS);

    await expect(credentialsOf({ profile: 'center' }).find()).rejects.toMatchObject({
      code: 'ENDPOINT_NOT_LISTED',
    });
  });
});
