import { describe, expect, it } from 'vitest';
import {
  countingFingerprinter,
  digest,
  fingerprintOf,
  fingerprintsOnFile,
  goodSecret,
  registryOf,
} from '../../../test/support/preflight-fixture.ts';
import type { SecretFingerprints } from '../environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { SECRET_IDS, type SecretId } from '../environment/resource.names.ts';
import { renewFingerprints } from '../operate/fingerprint-secrets.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { isWitnessed } from './check.ts';
import { checkFingerprint } from './fingerprint-checks.ts';

const TOKEN = 'richpanel/webhook_token';
const KEY = 'openai/api_key';
const EMPTY: SecretFingerprints = { schemaVersion: 1, environments: {} };
const ALL_LIVE = registryOf(ENVIRONMENT_NAMES);

async function judge(
  id: SecretId,
  environment: EnvironmentName,
  values: readonly string[],
  options: { readonly file?: SecretFingerprints; readonly registry?: typeof ALL_LIVE } = {},
) {
  const { fingerprinter, matched } = countingFingerprinter();
  const { file = fingerprintsOnFile(), registry = ALL_LIVE } = options;
  const plan = { registry, fingerprints: () => file };
  const found = await checkFingerprint(id, values, environment, plan, fingerprinter);
  return { found, matched: matched() };
}

function without(environment: EnvironmentName, file = fingerprintsOnFile()): SecretFingerprints {
  const { [environment]: _gone, ...environments } = file.environments;
  return { ...file, environments };
}

const PAIRS = ENVIRONMENT_NAMES.flatMap((running) =>
  ENVIRONMENT_NAMES.filter((other) => other !== running).map((other) => [running, other] as const),
);

describe('R6.1 R9.1 a secret is its environment’s own', () => {
  it.each(PAIRS)('in %s no key is that of %s', async (running, other) => {
    for (const id of SECRET_IDS.filter((one) => one !== 'richpanel/bot_agent_id')) {
      const { found } = await judge(id, running, [goodSecret(other, id)]);

      expect(found).toMatchObject({ status: 'fail', code: 'SECRET_OF_OTHER_ENVIRONMENT' });
      expect(found?.detail).toContain(other);
    }
  });

  it.each(ENVIRONMENT_NAMES)(
    'its own key passes in %s, compared with both others and with its own on file',
    async (name) => {
      const { found, matched } = await judge(KEY, name, [goodSecret(name, KEY)]);

      expect(found).toMatchObject({ status: 'pass', code: null });
      expect(matched).toBe(3);
    },
  );

  it('D11 either of two live tokens may be the foreign one, and each is compared with each', async () => {
    const [own, foreign] = [goodSecret('dev', TOKEN), goodSecret('prod', TOKEN)];
    const file = fingerprintsOnFile();
    const staging = { ...file.environments.staging, [TOKEN]: [own, foreign].map(fingerprintOf) };
    const rotating = { ...file, environments: { ...file.environments, staging } };

    expect((await judge(TOKEN, 'dev', [own, foreign])).found?.status).toBe('fail');
    expect((await judge(TOKEN, 'dev', [foreign, own])).found?.status).toBe('fail');
    expect((await judge(TOKEN, 'prod', [foreign], { file: rotating })).found?.detail).toContain(
      'staging',
    );
    expect((await judge(TOKEN, 'dev', ['one', 'two'])).matched).toBe(4);
    expect((await judge(TOKEN, 'dev', ['one', 'two'], { file: rotating })).matched).toBe(6);
  });

  it('nothing on file is a warning in dev and staging, and a failure in prod', async () => {
    for (const [running, other] of PAIRS) {
      const own = [goodSecret(running, KEY)];
      const { found, matched } = await judge(KEY, running, own, { file: without(other) });
      const status = running === 'prod' ? 'fail' : 'not-compared';

      expect(found).toMatchObject({ status, code: 'SECRET_NOT_COMPARED' });
      expect(found?.detail).toContain(other);
      expect(matched).toBe(2);
    }
    expect((await judge(KEY, 'dev', ['x'], { file: EMPTY })).found?.detail).toContain(
      'staging and prod',
    );
  });

  it('a key that was changed is told: a warning in dev and staging, and a failure in prod', async () => {
    for (const name of ENVIRONMENT_NAMES) {
      const { found } = await judge(KEY, name, ['sk-a-key-that-was-made-afterwards']);

      expect(found).toMatchObject({
        status: name === 'prod' ? 'fail' : 'warn',
        code: 'SECRET_FINGERPRINT_STALE',
      });
      expect(found !== null && isWitnessed(found)).toBe(true);
    }
    const rotating = [goodSecret('dev', TOKEN), 'the-token-that-comes-next'];
    expect((await judge(TOKEN, 'dev', rotating)).found?.code).toBe('SECRET_FINGERPRINT_STALE');
    expect((await judge(KEY, 'dev', ['short'])).found?.status).toBe('pass');
    expect((await judge(KEY, 'dev', ['sk-new'], { file: without('dev') })).found?.status).toBe(
      'pass',
    );
  });

  it('an equal key is found even where another environment is not on file', async () => {
    const { found } = await judge(KEY, 'dev', [goodSecret('prod', KEY)], {
      file: without('staging'),
    });

    expect(found?.code).toBe('SECRET_OF_OTHER_ENVIRONMENT');
  });

  it('a stub has no key, so none is missing; its webhook token is', async () => {
    const options = { file: without('staging'), registry: registryOf(['dev']) };

    expect((await judge(KEY, 'prod', ['x'], options)).found?.status).toBe('pass');
    expect((await judge(TOKEN, 'prod', ['x'], options)).found?.status).toBe('fail');
  });

  it('the bot agent may be the same everywhere', async () => {
    expect(await judge('richpanel/bot_agent_id', 'dev', ['agent-42'])).toEqual({
      found: null,
      matched: 0,
    });
  });
});

describe('R6.1 writing fingerprints', () => {
  it('replaces what it was given and leaves the rest, the short and the public out', async () => {
    const values = new Map<SecretId, Sensitive<string>>([
      [TOKEN, new Sensitive(JSON.stringify([digest.sha256('new'), digest.sha256('old')]))],
      ['richpanel/api_key', new Sensitive('short-key')],
      ['richpanel/bot_agent_id', new Sensitive('agent-'.repeat(9))],
    ]);
    const before = fingerprintsOnFile();

    const { fingerprinter } = countingFingerprinter();
    const result = await renewFingerprints('staging', values, before, fingerprinter);

    expect(result.written).toEqual([TOKEN]);
    expect(result.exempt).toEqual(['richpanel/api_key', 'richpanel/bot_agent_id']);
    expect(result.fingerprints.environments).toEqual({
      ...before.environments,
      staging: {
        ...before.environments.staging,
        [TOKEN]: [digest.sha256('new'), digest.sha256('old')].map(fingerprintOf),
      },
    });
  });

  it('begins a file with what it was given', async () => {
    const { fingerprinter } = countingFingerprinter();
    const values = new Map([[KEY, new Sensitive(goodSecret('dev', KEY))]] as const);

    const { fingerprints } = await renewFingerprints('dev', values, EMPTY, fingerprinter);

    expect(fingerprints.environments).toEqual({
      dev: { [KEY]: [fingerprintOf(goodSecret('dev', KEY))] },
    });
  });
});
