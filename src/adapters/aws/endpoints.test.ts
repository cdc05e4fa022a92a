import { describe, expect, it } from 'vitest';
import { createEgressList } from '../outbound/egress.ts';
import { accountEndpoints, isEndpointOverridden, type Variables } from './endpoints.ts';

const REGION = 'us-east-2';
const of = (variables: Variables) => accountEndpoints({ variables, region: REGION });

describe('accountEndpoints in the cloud', () => {
  it('are the regional hosts of the three services, listed and nothing else', () => {
    const endpoints = of({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: '' });
    const list = createEgressList(endpoints.egress);

    expect(endpoints).toMatchObject({
      kind: 'account',
      sts: 'https://sts.us-east-2.amazonaws.com',
      ssm: 'https://ssm.us-east-2.amazonaws.com',
      secretsManager: 'https://secretsmanager.us-east-2.amazonaws.com',
    });
    expect(endpoints.egress).toHaveLength(3);
    for (const origin of [endpoints.sts, endpoints.ssm, endpoints.secretsManager]) {
      expect(list.isListed(origin, '/', 'infrastructure')).toBe(true);
      expect(list.isListed(origin, '/', 'vendor')).toBe(false);
    }
    expect(list.isListed('https://ssm.eu-west-1.amazonaws.com', '/', 'infrastructure')).toBe(false);
    expect(list.isListed('https://sts.amazonaws.com', '/', 'infrastructure')).toBe(false);
  });

  it('list the hosts of a log-in only where its region is given', () => {
    const { egress } = accountEndpoints({
      variables: {},
      region: REGION,
      identityCenterRegion: 'eu-west-1',
    });

    expect(egress.map(({ origin }) => origin).slice(3)).toEqual([
      'https://portal.sso.eu-west-1.amazonaws.com',
      'https://oidc.eu-west-1.amazonaws.com',
    ]);
  });
});

describe('accountEndpoints of an emulator', () => {
  const EMULATOR = 'http://127.0.0.1:4566';

  it('are all on this machine, and nothing else is listed', () => {
    expect(
      accountEndpoints({
        variables: { AWS_ENDPOINT_URL: `${EMULATOR}/` },
        region: REGION,
        identityCenterRegion: REGION,
      }),
    ).toEqual({
      kind: 'emulated',
      sts: EMULATOR,
      ssm: EMULATOR,
      secretsManager: EMULATOR,
      egress: [{ origin: EMULATOR, kind: 'infrastructure' }],
    });
  });

  it('take the override of a service before the one of all', () => {
    expect(
      of({ AWS_ENDPOINT_URL: EMULATOR, AWS_ENDPOINT_URL_SSM: 'http://localhost:9' }),
    ).toMatchObject({ kind: 'emulated', sts: EMULATOR, ssm: 'http://localhost:9' });
  });

  it.each<[string, Variables]>([
    ['one service of ours', { AWS_ENDPOINT_URL_SSM: EMULATOR }],
    ['a service that is not even ours', { AWS_ENDPOINT_URL_S3: EMULATOR }],
    ['all but one', { AWS_ENDPOINT_URL_SSM: EMULATOR, AWS_ENDPOINT_URL_STS: EMULATOR }],
  ])('go nowhere when only %s is overridden', (_name, variables) => {
    expect(isEndpointOverridden(variables)).toBe(true);
    expect(() => of(variables)).toThrow(expect.objectContaining({ code: 'ENDPOINT_INCOMPLETE' }));
  });

  it.each([
    'https://sts.us-east-2.amazonaws.com',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1@evil.example',
    'http://169.254.169.254',
    'http://127.0.0.1:4566/path',
    'ftp://127.0.0.1',
    '127.0.0.1:4566',
  ])('are refused at %s', (address) => {
    for (const variables of [
      { AWS_ENDPOINT_URL: address },
      { AWS_ENDPOINT_URL: EMULATOR, AWS_ENDPOINT_URL_DYNAMODB: address },
    ]) {
      expect(() => of(variables)).toThrow(
        expect.objectContaining({ code: 'ENDPOINT_NOT_LOOPBACK' }),
      );
    }
  });
});
