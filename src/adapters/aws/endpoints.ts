import { ConfigurationError } from '../../core/runtime/errors.ts';
import { isCanonicalOrigin, isLoopbackOrigin } from '../outbound/canonical-url.ts';
import type { EgressEntry } from '../outbound/egress.ts';

/** The services of an account that are called, with what their override and their host are named after. */
const SERVICES = {
  sts: { variable: 'AWS_ENDPOINT_URL_STS', host: 'sts' },
  ssm: { variable: 'AWS_ENDPOINT_URL_SSM', host: 'ssm' },
  secretsManager: { variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', host: 'secretsmanager' },
} as const;
type Service = keyof typeof SERVICES;

const OVERRIDE_PREFIX = 'AWS_ENDPOINT_URL';

/** Environment variables of the process, or a part of them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where the services of an account are reached: in the cloud, or all of them on this machine. */
export interface AccountEndpoints extends Readonly<Record<Service, string>> {
  readonly kind: 'account' | 'emulated';
  /** Everything that the clients of these endpoints may reach, log-in included. */
  readonly egress: readonly EgressEntry[];
}

export interface EndpointSettings {
  readonly variables: Variables;
  readonly region: string;
  /** The region of the IAM Identity Center that people log in at. Absent: its hosts are not listed. */
  readonly identityCenterRegion?: string | undefined;
}

/** True when any endpoint of AWS is overridden, whichever service it is for: the identity is then `emulated`. */
export function isEndpointOverridden(variables: Variables): boolean {
  return overrides(variables).length > 0;
}

function overrides(variables: Variables): readonly (readonly [string, string])[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    name.startsWith(OVERRIDE_PREFIX) && value !== undefined && value !== ''
      ? [[name, value] as const]
      : [],
  );
}

function loopbackOrigin(name: string, value: string): string {
  const origin = value.endsWith('/') ? value.slice(0, -1) : value;
  if (isCanonicalOrigin(origin) && isLoopbackOrigin(origin)) return origin;
  throw new ConfigurationError(
    'ENDPOINT_NOT_LOOPBACK',
    `${name} is no plain address of this machine.`,
    'An emulator may run on this machine only, e.g. http://127.0.0.1:4566; unset the variable to use the account.',
  );
}

function emulatedOrigin(service: Service, origins: ReadonlyMap<string, string>): string {
  const { variable } = SERVICES[service];
  const origin = origins.get(variable) ?? origins.get(OVERRIDE_PREFIX);
  if (origin !== undefined) return origin;
  throw new ConfigurationError(
    'ENDPOINT_INCOMPLETE',
    `Some endpoints of AWS are overridden, and ${variable} is not.`,
    `Set ${OVERRIDE_PREFIX} for all services, or unset every variable that begins so.`,
  );
}

function emulatedEndpoints(variables: Variables): AccountEndpoints {
  const origins = new Map(
    overrides(variables).map(([name, value]) => [name, loopbackOrigin(name, value)]),
  );
  const sts = emulatedOrigin('sts', origins);
  const ssm = emulatedOrigin('ssm', origins);
  const secretsManager = emulatedOrigin('secretsManager', origins);
  return { kind: 'emulated', sts, ssm, secretsManager, egress: listed(sts, ssm, secretsManager) };
}

function listed(...origins: readonly string[]): readonly EgressEntry[] {
  return [...new Set(origins)].map((origin) => ({ origin, kind: 'infrastructure' }));
}

/**
 * Decides where the services of an account are reached. Any override at all makes all of them `emulated`, on this
 * machine: nothing goes half to an emulator and half to the cloud. Profiles' `endpoint_url` is never used.
 * @throws {ConfigurationError} `ENDPOINT_NOT_LOOPBACK` or `ENDPOINT_INCOMPLETE`
 */
export function accountEndpoints(settings: EndpointSettings): AccountEndpoints {
  const { variables, region, identityCenterRegion } = settings;
  if (isEndpointOverridden(variables)) return emulatedEndpoints(variables);
  const origin = (service: Service) => `https://${SERVICES[service].host}.${region}.amazonaws.com`;
  const endpoints = {
    sts: origin('sts'),
    ssm: origin('ssm'),
    secretsManager: origin('secretsManager'),
  };
  const logIn =
    identityCenterRegion === undefined
      ? []
      : [
          `https://portal.sso.${identityCenterRegion}.amazonaws.com`,
          `https://oidc.${identityCenterRegion}.amazonaws.com`,
        ];
  return { kind: 'account', ...endpoints, egress: listed(...Object.values(endpoints), ...logIn) };
}
